"""Text in, markers and near misses out.

Anything that follows the grammar exactly is a marker, whatever its brackets, spaces and widths; anything
nearly so is a near miss with one reason (``detector.law.text.near_miss``). Nothing is repaired. Where the
issuer is in a table, one or both of its brackets may be missing: a table's name that stands alone is not in
doubt. ``Marker.brackets`` says which; an English number needs one. Of the year's brackets one may be missing.
What follows 号 is not part of the number, except what makes it go on (``号-4``, ``号45号``, ``号之二``) and
digits glued to it: those make a near miss, because they may belong to it and the notice knows no such form.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter

from detector.errors import UsageError
from detector.law.tables.loader import shipped
from detector.law.tables.queries import Provisions
from detector.law.tables.schema import SeriesRow
from detector.law.text.grammar import Anchor, Head, Tail, anchors, read_head, read_tail
from detector.law.text.labelled_numbers import Found, numbers_without_series, v_numbers
from detector.law.text.near_miss import Reason
from detector.law.text.pinyin import HINT as PINYIN_HINT
from detector.law.text.pinyin import pinyin_numbers
from detector.law.text.similarity import ratio
from detector.marker.confusables import MEASURED
from detector.marker.normalize import Folded, Gap, fold, printed_forms
from detector.records import Brackets, Category, Issuer, Marker, NearMiss

_LETTER = re.compile(f"[{re.escape(printed_forms('网微剧备NnVv)'))}]")
_HINT = re.compile(rf"[网微剧]|备案|net|\)|V[0-9A-Z]{{10}}|{PINYIN_HINT}", re.IGNORECASE | re.ASCII)
"""One of these stands in every marker and near miss, and in few other texts: in the printed text one of the
letters, so that most texts need not be folded; in the folded one a hint."""
_SERIES_MIN_SIMILARITY = 0.6
"""How similar to a series of the notice a word must be to be a misprint of it: three letters of five."""
_SERIES = ("网微剧审字", "网微剧备字")
_ENGLISH_SERIES = ("netmicrodramareviewno.", "netmicrodramarecordno.")
_ORDINARY_ENDS = ("备案", "审核", "审批", "审查")
"""What words that are nearly a series end in where people talk of it: 网微剧审核第3号文件."""
_SERIES_ENDS = ("剧备字", "剧审字")
"""The last words of a series, of which the first were not read or stand in the row above."""

_DIGITS = frozenset("0123456789")
_NUMERAL = "[0-9一二三四五六七八九十]"
_MORE = re.compile(
    rf"-[0-9]|-[A-Z](?![A-Za-z])|[0-9]{{1,12}}号|[之附]{_NUMERAL}|[-~、,/;至到和及与]第?[0-9]{{1,12}}号"
)
"""What makes a number go on after its 号."""
_GLUED = re.compile(
    rf"[_/#.]?[0-9]++(?![:年月日集季期话回部分秒%PpKk+])|\((?:之?{_NUMERAL}{{1,3}}|补|副|续)\)"
)
"""What may belong to a number or not: digits that are none of a clock, a date, an episode or a size."""
_LONGEST_SERIAL = 12
"""Digits. 3 to 6 were seen by 2026-11; no serial is judged by its length, but for nonsense."""
_OWN_SUBJECT = "微剧短影视动漫络片\ufffd" + "".join(row.read for row in MEASURED if row.printed in "微剧")
_OTHER_SUBJECT = re.compile(f"网[^{_OWN_SUBJECT}]{{1,4}}[审备]字")
"""A series of another authority: 网食备字, 网药备字, 网游备字.

One as long as 网微剧备字, in a frame without a fault, may be it: 微剧 of an unfamiliar face was read as 激刷.
"""


def parse(text: str, provisions: Provisions | None = None) -> tuple[Marker | NearMiss, ...]:
    """All markers and near misses in any text, in order of appearance; empty where there is none.

    The issuers are those of ``provisions``, by default the shipped ones.
    The records carry no confidence, times or place. Never raises on a string; the time is linear in its
    length. Raises ``UsageError`` for what is no string.
    """
    if not _LETTER.search(_checked(text)):
        return ()
    folded = fold(text)
    if not _HINT.search(folded.text):
        return ()
    return tuple(record for _, record in sorted(_found(folded, provisions or shipped()), key=itemgetter(0)))


def _checked(text: object) -> str:
    if not isinstance(text, str):
        raise UsageError(f"text: {type(text).__name__} is no text", "give a str")
    return text


def _found(folded: Folded, provisions: Provisions) -> Iterator[Found]:
    yield from _numbers(folded, provisions)
    yield from v_numbers(folded)
    yield from numbers_without_series(folded, provisions)
    yield from pinyin_numbers(folded)


def _numbers(folded: Folded, provisions: Provisions) -> list[Found]:
    found: list[Found] = []
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
        is_joined = bool(found) and head.start == floor and _runs_on(folded, found[-1][1], head.start)
        floor = tail.end if tail else anchor.end
        if is_joined:
            start, _ = found.pop()
            found.append((start, NearMiss(folded.between(start, floor), "no-号")))
            continue
        printed = folded.between(head.start, floor)
        row = provisions.series_row(anchor.series)
        if reason or row is None or tail is None or head.issuer is None:
            found.append((head.start, NearMiss(printed, reason or "wrong-series")))
            continue
        number = f"（{head.issuer.abbreviation}）{row.series}（{tail.year}）第{tail.serial}号"
        year, category = int(tail.year), _category(head.issuer, row)
        marker = Marker(number, printed, row.series, row.document, head.issuer, year, tail.serial, category)
        found.append((head.start, replace(marker, brackets=_brackets(head, tail))))
    return found


def _runs_on(folded: Folded, before: Marker | NearMiss, start: int) -> bool:
    """Whether the number before ``start`` lacks its 号 and runs into the next one: neither is whole."""
    return isinstance(before, NearMiss) and before.reason == "no-号" and folded.gaps[start] is Gap.NONE


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
    is_as_long = is_known and points >= 3 and len(word) == len(_SERIES[0])
    if _OTHER_SUBJECT.fullmatch(word) and not is_as_long:
        return False
    if not anchor.far:
        return is_framed or points >= (4 if word.endswith(_ORDINARY_ENDS) else 2)
    # Platforms give no other numbers than those of micro-dramas; provinces do.
    is_platforms = is_known and head.issuer is not None and head.issuer.kind == "platform" and points == 4
    if word in _SERIES_ENDS:
        return is_platforms or (points == 4 and folded.gaps[anchor.start] is Gap.LINE)
    if word == "网微剧":
        return is_known and points == 0
    if is_known or anchor.english:
        is_misprint = points >= 3 and _is_misprinted_series(word, english=anchor.english)
        return is_misprint or (is_platforms and word.endswith(("备字", "审字")))
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
    more, glued = _MORE.match(folded.text, tail.end), _GLUED.match(folded.text, tail.end)
    goes_on = more is not None and not any(folded.gaps[tail.end : more.end()])
    is_glued = tail.hao and glued is not None and folded.gaps[tail.end] is Gap.NONE
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
        ("long-serial", len(tail.serial) > _LONGEST_SERIAL),
        ("no-号", not tail.hao),
        ("goes-on", goes_on),
        ("unclear-end", is_glued or (anchor.english and _end_is_unclear(folded, tail.end))),
        ("two-issuers", head.fault == "two-issuers"),
        ("not-an-issuer", head.fault == "not-an-issuer"),
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
