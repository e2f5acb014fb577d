"""Record numbers without a series: V-numbers, and what stands in a number's place behind a label."""

import re
from collections.abc import Iterator
from dataclasses import replace

from detector.law.tables.queries import Provisions
from detector.marker.normalize import Folded, Gap, is_han
from detector.records import Issuer, Marker, NearMiss

Found = tuple[int, Marker | NearMiss]
"""Where it begins in the folded text, and what was found."""

_V_NUMBER = re.compile(r"V[0-9]{15}", re.IGNORECASE | re.ASCII)
_LABEL = r"(?:备案(?:登记)?(?:编)?号|登记编?号|许可证编?号|节目编号|批准文号|文件编号)码?[为是]?:?"
_V_HINT = re.compile(r"V[0-9A-Z]{10}|[0-9]{15}", re.IGNORECASE | re.ASCII)
"""One of these stands in all of them, and in few other texts."""
_LABELLED_V = re.compile(rf"{_LABEL}(V[0-9A-Z]{{10,20}})", re.IGNORECASE | re.ASCII)
_LABEL_BEFORE = re.compile(rf"(?:{_LABEL}|备案:?)\Z")
_FOREIGN_LABEL_BEFORE = re.compile(r"(?:[单码]|[\u3400-\u9fff]号|[Ii][Dd])[为是]?:?\Z")
"""What a number of another thing ends its label in: 订单, 快递单号, 抖音号."""
_NUMBER_BEFORE = re.compile(r"[0-9]号\Z")
_LONGEST_LABEL = 12

_RECORD_LABEL = r"(?<!公安)(?<!网安)(?<!ICP)(?<!域名)(?<!网站)(?<!算法)备案(?:登记)?编?号码?[为是]?:?"
"""The label of a drama's record, and not of one of a website's."""
_LABELLED_DIGITS = re.compile(rf"{_RECORD_LABEL}([0-9]{{15,17}})(?![0-9A-Za-z])", re.ASCII)
"""A V-number without V; that of a website's record with the police has 14 digits."""
_WITHOUT_SERIES = re.compile(
    rf"""(?:(?P<label>{_RECORD_LABEL})|(?=\())
    (?P<number>(?:\((?P<issuer>[^()]{{1,42}})\)|(?P<bare>[^()0-9:,第号]{{1,12}})(?=\())?
      (?:(?P<year>\(20[0-9]{{2}}\))(?:第[0-9]{{1,20}}号?|[0-9]{{1,20}}号)|第[0-9]{{1,20}}号))""",
    re.VERBOSE | re.ASCII,
)
_NO_ISSUER = Issuer("unknown", None, None)


def v_numbers(folded: Folded) -> Iterator[Found]:
    """V and 15 digits, unless glued to a word or labelled as another thing; a label alone makes a miss."""
    if not _V_HINT.search(folded.text):
        return
    exact: set[int] = set()
    for match in _V_NUMBER.finditer(folded.text):
        start, end = match.span()
        if _touches(folded, start, start - 1) or _touches(folded, end, end) or _is_foreign(folded, start):
            continue
        exact.add(start)
        number, printed = match.group().upper(), folded.between(start, end)
        if number.strip("V0"):
            marker = Marker(number, printed, "V", "legacy", _NO_ISSUER, None, number[1:], None)
            yield start, replace(marker, brackets="none")
        else:
            yield start, NearMiss(printed, "zero-serial")
    for match in (*_LABELLED_V.finditer(folded.text), *_LABELLED_DIGITS.finditer(folded.text)):
        if match.start(1) not in exact:
            yield match.start(1), NearMiss(folded.between(*match.span(1)), "bad-v-number")


def numbers_without_series(folded: Folded, provisions: Provisions) -> Iterator[Found]:
    """Year and serial behind a label or a known issuer in brackets, without the series between them."""
    if "备案" not in folded.text and ")(" not in folded.text:
        return
    for match in _WITHOUT_SERIES.finditer(folded.text):
        name = match["issuer"] or match["bare"]
        is_known = name is not None and provisions.issuer_named(name, english=True) is not None
        if (is_known and match["year"]) or (match["label"] and not match["bare"]):
            yield match.start("number"), NearMiss(folded.between(*match.span("number")), "no-series")


def _touches(folded: Folded, place: int, neighbour: int) -> bool:
    """Whether an ASCII letter or digit at ``neighbour`` stands without a gap at the border ``place``."""
    if not 0 <= neighbour < len(folded.text) or folded.gaps[place]:
        return False
    return folded.text[neighbour].isascii() and folded.text[neighbour].isalnum()


def _is_foreign(folded: Folded, start: int) -> bool:
    """Whether what stands before ``start`` on its row makes it a number of another thing, as an order's."""
    gap = folded.gaps[start]
    before = folded.text[max(0, start - _LONGEST_LABEL) : start]
    if gap is Gap.LINE or _LABEL_BEFORE.search(before) or _NUMBER_BEFORE.search(before):
        return False
    is_glued = gap is Gap.NONE and is_han(before[-1:])
    return is_glued or _FOREIGN_LABEL_BEFORE.search(before) is not None
