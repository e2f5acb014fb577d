"""Text in, markers and near misses out.

Anything that follows the grammar exactly is a marker, whatever its brackets, spaces and widths; anything
nearly so is a near miss with one reason (``detector.law.text.near_miss``). Nothing is repaired. Where the
issuer is in a table, one or both of its brackets may be missing: a table's name that stands alone is not in
doubt. ``Marker.brackets`` says which; an English number needs one. Of the year's brackets one may be missing.
What follows 号 is not part of the number, except digits behind a dash (``号-4``) or before another 号
(``号45号``): those make a near miss, because they may belong to the number and the notice knows no such form.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from detector.law.tables.loader import shipped
from detector.law.tables.queries import Provisions
from detector.law.tables.schema import SeriesRow
from detector.law.text.grammar import Anchor, Head, Tail, anchors, read_head, read_tail
from detector.law.text.near_miss import Reason
from detector.law.text.similarity import ratio
from detector.marker.normalize import Folded, Gap, fold, printed_forms
from detector.records import Brackets, Category, Issuer, Marker, NearMiss

_V_NUMBER = re.compile(r"V[0-9]{15}", re.IGNORECASE | re.ASCII)
_LABELLED_V = re.compile(
    r"(?:备案号|备案编号|登记号|许可证号|节目编号|批准文号|文件编号):?(V[0-9A-Z]{10,20})",
    re.IGNORECASE | re.ASCII,
)
_LETTER = re.compile(f"[{re.escape(printed_forms('网微剧NnVv)'))}]")
_HINT = re.compile(r"[网微剧]|net|\)|V[0-9A-Z]{10}", re.IGNORECASE | re.ASCII)
"""One of these stands in every marker and near miss, and in few other texts: in the printed text one of the
letters, so that most texts need not be folded; in the folded one a hint."""
_SERIES_MIN_SIMILARITY = 0.6
"""How similar to a series of the notice a word must be to be a misprint of it: three letters of five."""
_SERIES = ("网微剧审字", "网微剧备字")
_ENGLISH_SERIES = ("netmicrodramareviewno.", "netmicrodramarecordno.")
_SERIES_ENDS = ("剧备字", "剧审字")
"""The last words of a series, of which the first were not read or stand in the row above."""

_DIGITS = frozenset("0123456789")
_MORE = re.compile(r"-[0-9]|[0-9]{1,12}号")
_NO_ISSUER = Issuer("unknown", None, None)
_Found = tuple[int, Marker | NearMiss]


def parse(text: str, provisions: Provisions | None = None) -> tuple[Marker | NearMiss, ...]:
    """All markers and near misses in any text, in order of appearance; empty where there is none.

    The issuers are those of ``provisions``, by default the shipped ones.
    The records carry no confidence, times or place. Never raises on a string; the time is linear in its
    length.
    """
    if not _LETTER.search(text):
        return ()
    folded = fold(text)
    if not _HINT.search(folded.text):
        return ()
    found = [*_numbers(folded, provisions or shipped()), *_v_numbers(folded)]
    return tuple(record for _, record in sorted(found, key=lambda item: item[0]))


def _numbers(folded: Folded, provisions: Provisions) -> Iterator[_Found]:
    places = anchors(folded.text, provisions)
    ceilings = [*(anchor.start for anchor in places[1:]), len(folded.text)]
    floor = 0
    for anchor, ceiling in zip(places, ceilings, strict=False):
        head = read_head(folded, anchor, floor, provisions)
        tail = read_tail(folded, anchor, ceiling)
        if tail and anchor.english:
            # An English number has no 号 to end it: its serial ends at the first gap.
            start, end = tail.serial_start, tail.serial_start + len(tail.serial)
            cut = next((place for place in range(start + 1, end) if folded.gaps[place]), end)
            tail = replace(tail, end=cut, serial=folded.text[start:cut]) if cut < end else tail
        if not (anchor.series or _is_evident(folded, anchor, head, tail)):
            continue
        reason = _fault(folded, anchor, head, tail)
        floor = tail.end if tail else anchor.end
        printed = folded.between(head.start, floor)
        row = provisions.series_row(anchor.series)
        if reason or row is None or tail is None or head.issuer is None:
            yield head.start, NearMiss(printed, reason or "wrong-series")
            continue
        number = f"（{head.issuer.abbreviation}）{row.series}（{tail.year}）第{tail.serial}号"
        year, category = int(tail.year), _category(head.issuer, row)
        marker = Marker(number, printed, row.series, row.document, head.issuer, year, tail.serial, category)
        yield head.start, replace(marker, brackets=_brackets(head, tail))


def _brackets(head: Head, tail: Tail) -> Brackets:
    """Whether the issuer has brackets. Where a reader lost one of the number, it may have lost others too."""
    if head.brackets == 2:
        return "printed"
    return "none" if head.brackets == 0 and tail.brackets == 2 and not head.stroke else "unknown"


def _is_evident(folded: Folded, anchor: Anchor, head: Head, tail: Tail | None) -> bool:
    """Whether enough of a marker stands round a word that is only nearly a series."""
    word = folded.text[anchor.start : anchor.end]
    points = tail.points if tail else 0
    # A name without brackets is part of a sentence as often: 抖音网微剧备受关注.
    is_framed = head.issuer is not None and head.brackets > 0
    is_known = head.known and head.brackets > 0
    if not anchor.far:
        return points >= 2 or is_framed
    if word in _SERIES_ENDS:
        return points == 4 and folded.gaps[anchor.start] is Gap.LINE
    if word == "网微剧":
        return is_known and points == 0
    if is_known or anchor.english:
        return points >= 3 and _is_misprinted_series(word, english=anchor.english)
    is_kindred = word[0] == "网" and ("剧" in word or "影" in word)
    return points == 4 and (is_kindred or (is_framed and _is_misprinted_series(word, english=False)))


def _is_misprinted_series(word: str, *, english: bool) -> bool:
    """Whether a word is similar enough to a series of the notice; no Chinese one is without 网 and 微."""
    if not english and "网" not in word and "微" not in word:
        return False
    known = _ENGLISH_SERIES if english else _SERIES
    return max(ratio(word.lower(), series) for series in known) >= _SERIES_MIN_SIMILARITY


def _fault(folded: Folded, anchor: Anchor, head: Head, tail: Tail | None) -> Reason | None:
    """The first reason, in the order of the list of reasons, why this is no marker."""
    if tail is None or folded.text[anchor.start : anchor.end] in _SERIES_ENDS:
        return "truncated"
    # 号 alone ends a Chinese number; without it, 第 and a serial show that it has begun.
    is_broken_off = not tail.serial if anchor.english else not (tail.hao or (tail.di and tail.serial))
    more = _MORE.match(folded.text, tail.end)
    goes_on = more is not None and not any(folded.gaps[tail.end : more.end()])
    serial_is_digits = tail.serial.isascii() and tail.serial.isdigit()
    checks: tuple[tuple[Reason, bool], ...] = (
        ("truncated", is_broken_off),
        ("wrong-series", not anchor.series),
        ("stray-text", tail.stray),
        ("no-year", not tail.year),
        ("bad-year", not re.fullmatch("[0-9]{4}", tail.year)),
        ("no-第", not tail.di),
        ("no-serial", not tail.serial),
        ("letter-in-serial", not serial_is_digits),
        ("zero-serial", not tail.serial.strip("0")),
        ("no-号", not tail.hao),
        ("goes-on", goes_on),
        ("unclear-end", anchor.english and _end_is_unclear(folded, tail.end)),
        ("no-issuer", head.issuer is None and head.brackets == 2),
        ("no-brackets", (head.issuer is None and head.brackets == 0) or tail.brackets == 0),
    )
    return next((reason for reason, holds in checks if holds), None)


def _end_is_unclear(folded: Folded, end: int) -> bool:
    """Whether an English serial may go on after ``end``.

    A new row ends it for certain. On the same row, a letter without a gap may be a misread digit, and
    digits behind a space or a sign may belong to it or not.
    """
    following = folded.text[end : end + 3]
    if not following or folded.gaps[end] is Gap.LINE:
        return False
    if folded.gaps[end] is Gap.SPACE:
        return following[0] in _DIGITS
    within = [letter for place, letter in enumerate(following, end) if folded.gaps[place] is Gap.NONE]
    return following[0].isalnum() or any(letter in _DIGITS for letter in within)


def _category(issuer: Issuer, row: SeriesRow) -> Category | None:
    """What the number itself says: who issued it, and 审 or 备."""
    if row.era != "current":
        return None
    if issuer.kind in ("nrta", "province"):
        return "key" if row.document == "review" else "ordinary"
    return "other" if issuer.kind == "platform" and row.document == "record" else None


def _v_numbers(folded: Folded) -> Iterator[_Found]:
    exact: set[int] = set()
    for match in _V_NUMBER.finditer(folded.text):
        if not _touches(folded, match.start(), match.start() - 1) and not _touches(
            folded, match.end(), match.end()
        ):
            exact.add(match.start())
            number = match.group().upper()
            printed = folded.between(match.start(), match.end())
            if number.strip("V0"):
                marker = Marker(number, printed, "V", "legacy", _NO_ISSUER, None, number[1:], None)
                yield match.start(), replace(marker, brackets="none")
            else:
                yield match.start(), NearMiss(printed, "zero-serial")
    for match in _LABELLED_V.finditer(folded.text):
        if match.start(1) not in exact:
            yield match.start(1), NearMiss(folded.between(*match.span(1)), "bad-v-number")


def _touches(folded: Folded, place: int, neighbour: int) -> bool:
    """Whether an ASCII letter or digit at ``neighbour`` stands without a gap at the border ``place``."""
    if not 0 <= neighbour < len(folded.text) or folded.gaps[place]:
        return False
    return folded.text[neighbour].isascii() and folded.text[neighbour].isalnum()
