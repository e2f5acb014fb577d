"""The parts of a marker: series, what stands before it (head) and what stands after it (tail).

A marker is ``(issuer)series(year)第serial号``, in English ``(issuer) Net Micro Drama Record No.(year)
No.serial``. The patterns work on folded text (``detector.marker.normalize``) and take in more than
the grammar allows, so that ``detector.law.text.parser`` can say what is wrong. Every repetition is bounded
or possessive: the time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from detector.law.tables.queries import Provisions
from detector.law.text.issuer_names import LONGEST_JOINT, IssuerFault, name_fault, start_of_another_issuer
from detector.marker.brackets import TITLE_CLOSING
from detector.marker.confusables import BRACKET_LIKE
from detector.marker.normalize import Folded
from detector.records import Issuer

_HAN = r"\u3400-\u9fff"
_DIGIT_LIKE = r"[0-9A-Za-z*?#〇零一二三四五六七八九十百千万○●口日\ufffd]"
"""What may stand in a digit's place; the last one is a character that could not be read."""
_P = r"[-.,:;'·_]{0,3}"
"""Stray punctuation that an English line may have or lose anywhere."""

_TAIL = re.compile(
    rf"""(?P<stray>[^()]{{1,3}}(?=[()][0-9]{{1,6}}[()]))?
    (?:\((?P<year_any>[^()]{{1,8}})\)(?=第)
      |(?P<open>[()])(?P<year>(?:{_DIGIT_LIKE}|年){{1,8}})(?P<close>[()])?
      |(?P<year_open>(?:{_DIGIT_LIKE}|年){{1,8}})(?P<close_only>[()])
      |(?P<year_bare>(?:{_DIGIT_LIKE}|年){{1,8}})(?=第)
      |(?P<empty>\(\)))
    (?P<stray_2>[^()第号]{{1,2}}(?=第))?
    (?:(?P<di>第)|(?P<not_di>[{_HAN}])(?=[0-9]{{2}}))?
    (?P<serial>[0-9]*+(?:{_DIGIT_LIKE}{{1,20}}(?=号))?)
    (?P<hao>号)?""",
    re.VERBOSE,
)
_TAIL_WITHOUT_YEAR = re.compile(rf"(?P<di>第)?(?P<serial>[0-9]*+(?:{_DIGIT_LIKE}{{1,20}}(?=号))?)(?P<hao>号)")
_ENGLISH_TAIL = re.compile(
    rf"""{_P}(?P<no>no)?{_P}
    (?:(?P<open>[()])(?P<year>[0-9OIl]{{1,8}})(?P<close>[()])?
      |(?P<year_bare>[0-9OIl]{{1,8}})(?P<close_only>[()])?(?={_P}no)
      |(?P<empty>\(\)))?
    {_P}(?P<di>no)?{_P}
    (?P<serial>(?:[0-9]++[0-9A-Z]{{0,20}}|[OILX*][0-9A-Z*]{{0,20}})?)""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_YEARS = ("year_any", "year", "year_open", "year_bare")
_NAME = re.compile(r"[^\W_](?:[^\W_]|[·&.+'/、-]){0,41}")
_LABEL_END = re.compile(
    r"(?:备案号|备案编号|登记号|许可证|许可证号|节目编号|批准文号|文件编号|编号)[为是]?\Z"
)
"""What a label ends in that stands before a number without a sign between them."""
_SEPARATORS = ':,;。!?|…“”"'
"""Signs that end what stands before an issuer. Those that may stand inside a name (·&.+'/、-) end nothing."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A series word, or nearly one, at ``text[start:end]``. ``series`` is canonical, empty if only near."""

    start: int
    end: int
    series: str
    english: bool
    far: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the series. ``start`` is where the number begins, ``brackets`` 0 to 2 of a pair.

    ``stroke``: a sign before an issuer without brackets may be one that was misread. ``fault``: why what
    stands there is not one issuer.
    """

    start: int
    issuer: Issuer | None
    brackets: int
    known: bool
    stroke: bool = False
    fault: IssuerFault | None = None


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands after the series. ``year`` and ``serial`` as read, ``brackets`` 0 to 2 of the year's."""

    end: int
    year: str
    brackets: int
    di: bool
    serial: str
    serial_start: int
    hao: bool
    stray: bool

    @property
    def points(self) -> int:
        """How much of a tail is there, 0 to 4: bracketed year, 第, serial, 号."""
        dated = self.brackets > 0 and sum(letter in "0123456789" for letter in self.year) >= 2
        return dated + self.di + self.serial[:1].isdigit() + self.hao


def anchors(text: str, provisions: Provisions) -> list[Anchor]:
    """All series words in order, exact ones first served, then near ones in the room between them."""
    found: list[Anchor] = []
    for match in _exact_pattern(provisions).finditer(text):
        row = provisions.series_row(match.group())
        if row is None:  # an English one, in whatever spacing
            bare = _letters(match.group())
            row = next(row for row in provisions.series if row.english and _letters(row.english) == bare)
        found.append(Anchor(match.start(), match.end(), row.series, english=bool(match["english"])))
    begins = [0, *(anchor.end for anchor in found)]
    ends = [*(anchor.start for anchor in found), len(text)]
    for room in zip(begins, ends, strict=True):
        for match in _near_pattern(provisions).finditer(text, *room):
            far = bool(match["far"] or match["far_english"])
            english = bool(match["english"] or match["far_english"])
            found.append(Anchor(match.start(), match.end(), "", english, far))
    return sorted(found, key=lambda anchor: anchor.start)


def _letters(english: str) -> str:
    return "".join(letter for letter in english if letter.isalpha()).lower()


def read_head(folded: Folded, anchor: Anchor, floor: int, provisions: Provisions) -> Head:
    """The issuer before the series, and its fault; nothing before ``floor`` is looked at."""
    head, name, start = _read_issuer(folded, anchor, floor, provisions)
    if not name:
        return head
    fault = None if head.known else name_fault(name, provisions, english=anchor.english)
    issuer = head.issuer or provisions.issuer_named(name, english=anchor.english)
    if issuer and ")" in folded.text[max(floor, start - LONGEST_JOINT - 1) : start]:
        other = start_of_another_issuer(folded, start, floor, issuer, provisions)
        if other is not None:
            start, fault = other, "two-issuers"
    return replace(head, start=start, fault=fault) if fault else head


def _read_issuer(folded: Folded, anchor: Anchor, floor: int, provisions: Provisions) -> tuple[Head, str, int]:
    """The head; what stands in its brackets or, without any, before the series; and where that begins."""
    text = folded.text[max(floor, anchor.start - 44) : anchor.start]
    closed = text.endswith(("(", ")"))
    body = text[:-1] if closed else text
    cut = max(body.rfind("("), body.rfind(")"))
    opened = cut >= 0 and body[cut] == "("
    name = body[cut + 1 :]
    end = anchor.start - closed
    if opened and closed:
        issuer = provisions.issuer_named(name, english=anchor.english)
        known = issuer is not None
        longest = 42 if name.isascii() else 12
        if not known and _NAME.fullmatch(name) and len(name) <= longest and not name.isdigit():
            issuer = Issuer("unknown", name, None)
        near = issuer is not None or not name
        return (
            Head(end - len(name) - 1 if near else anchor.start, issuer, 2, known),
            name,
            end - len(name) - 1,
        )
    end_name = provisions.longest_issuer_at_end(name, english=anchor.english)
    start = end - len(end_name)
    whole = opened and len(end_name) == len(name)
    # A gap, a sign or nothing stands before the first letter of a word.
    begins_apart = start == floor or bool(folded.gaps[start]) or not folded.text[start - 1].isalnum()
    limited = whole or (closed and begins_apart)
    issuer = provisions.issuer_named(end_name, english=anchor.english)
    if end_name and limited:
        return Head(start - whole, issuer, 1, known=True), end_name, start - whole
    if end_name and not (opened or closed or anchor.english) and _stands_alone(folded, start, anchor, floor):
        stroke = start > floor and folded.text[start - 1] in BRACKET_LIKE
        return Head(start, issuer, 0, known=True, stroke=stroke), end_name, start
    unlimited = bool(end_name or (name and (opened or closed)))
    return (
        Head(start if end_name else anchor.start, None, 0 if unlimited else 2, known=False),
        name,
        end - len(name) - opened,
    )


def _stands_alone(folded: Folded, start: int, anchor: Anchor, floor: int) -> bool:
    """Whether an issuer without brackets at ``start`` is a name of its own, and not the end of a longer one.

    It begins its text, or stands behind a number before it, a label or a separator. A space or a new row is
    one where issuer and series are set solid; in letter-spaced text and in columns gaps stand everywhere.
    """
    first = max(floor, start - 44)
    before = folded.text[first:start]
    is_behind_number = floor > 0 and folded.text[floor - 1] == "号"
    begins = first == floor and (floor == 0 or is_behind_number)
    signs = f"{_SEPARATORS}、" if is_behind_number else _SEPARATORS
    if (begins and not before.strip(signs)) or _LABEL_END.search(before):
        return True
    if folded.gaps[start]:
        return not any(folded.gaps[start + 1 : anchor.end])
    sign = folded.printed[folded.origins[start - 1]]
    return before.endswith(tuple(_SEPARATORS)) or sign in TITLE_CLOSING


def read_tail(folded: Folded, anchor: Anchor, ceiling: int) -> Tail | None:
    """Year and serial after the series, or ``None``; nothing from ``ceiling`` on is looked at."""
    text = folded.text
    if anchor.english:
        return _english_tail(text, anchor.end, ceiling)
    match = _TAIL.match(text, anchor.end, ceiling)
    if match:
        groups = match.groupdict()
        brackets = sum(bool(groups[name]) for name in ("open", "close", "close_only"))
        return Tail(
            end=match.end(),
            year=next((groups[name] for name in _YEARS if groups[name]), ""),
            brackets=2 if groups["empty"] or groups["year_any"] else brackets,
            di=bool(groups["di"]),
            serial=groups["serial"],
            serial_start=match.start("serial"),
            hao=bool(groups["hao"]),
            stray=bool(groups["stray"] or groups["stray_2"]),
        )
    match = _TAIL_WITHOUT_YEAR.match(text, anchor.end, ceiling)
    if match and (match["di"] or match["serial"]):
        start = match.start("serial")
        return Tail(match.end(), "", 2, bool(match["di"]), match["serial"], start, hao=True, stray=False)
    return None


def _english_tail(text: str, start: int, ceiling: int) -> Tail | None:
    match = _ENGLISH_TAIL.match(text, start, ceiling)
    if not match or not (match["year"] or match["year_bare"] or match["di"] or match["serial"]):
        return None
    brackets = sum(bool(match[name]) for name in ("open", "close", "close_only"))
    year = match["year"] or match["year_bare"] or ""
    undated = not year and not match["empty"]
    return Tail(
        end=match.end(),
        year=year,
        brackets=2 if match["empty"] or undated else brackets,
        di=bool(match["di"]) or (undated and bool(match["no"])),
        serial=match["serial"],
        serial_start=match.start("serial"),
        hao=match["serial"][:1].isdigit(),
        stray=not match["no"],
    )


def _words(provisions: Provisions, era: str) -> list[str]:
    rows = (row for row in provisions.series if row.era == era and len(row.series) > 1)
    return sorted((form for row in rows for form in (row.series, *row.other_forms)), key=len, reverse=True)


@lru_cache(maxsize=8)
def _exact_pattern(provisions: Provisions) -> re.Pattern[str]:
    english = (re.escape(row.english).replace(r"\ ", _P) for row in provisions.series if row.english)
    chinese = "|".join(_words(provisions, "current") + _words(provisions, "legacy"))
    return re.compile(rf"{chinese}|(?P<english>(?i:{'|'.join(english)}))")


@lru_cache(maxsize=8)
def _near_pattern(provisions: Provisions) -> re.Pattern[str]:
    """One letter changed, lost or added; a cut word; or anything like one between a known frame.

    ``far`` words are weak evidence, so ``detector.law.text.parser`` asks for more round them.
    """
    close = {variant for word in _words(provisions, "current") for variant in _one_off(word)}
    far = {
        variant for word in _words(provisions, "legacy") for variant in _one_off(word) if variant[0] == "网"
    } - close
    long_names = "网络微短剧[审备]字|微短剧[审备]字"
    framed = r"(?<=\))[^()]{3,7}(?=\([0-9]{4}\)第?[0-9]{1,12}号)"
    framed_english = rf"(?<=\))[^()]{{10,34}}(?=\([0-9]{{4}}\){_P}no?{_P}[0-9])"
    ends = "剧备字|剧审字|网微剧"
    return re.compile(
        rf"(?P<close>{long_names}|{_alternatives(close)})|(?P<far>{_alternatives(far)}|{framed}|{ends})"
        rf"|(?P<english>(?i:net{_P}micro{_P}dramas?{_P}[a-z]{{0,12}}?(?={_P}no|[()]|[^a-z]|\Z)))"
        rf"|(?P<far_english>(?i:{framed_english}))"
    )


def _one_off(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + r"\w" + word[place + 1 :]
        yield word[:place] + word[place + 1 :]
        if place:
            yield word[:place] + r"\w" + word[place:]


def _alternatives(variants: set[str]) -> str:
    return "|".join(sorted(variants, key=lambda variant: (-len(variant.replace(r"\w", "?")), variant)))
