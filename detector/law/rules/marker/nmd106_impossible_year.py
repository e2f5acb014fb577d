"""NMD106 impossible-year: the year of the number cannot be.

What it checks
    Whether the year lies after the day whose law applies, or before such numbers were given. The
    confidence is the marker's, times 0.8 for a year that is too early. Where the app draws the number,
    the one that the catalogue gives is asked about, with confidence 0.8.

Why
    A number carries the year in which it was given. Made-up numbers often carry an impossible one.

Fires
    The year of every number lies after the year of the day, or before the first year of its series.

Stays silent
    The year is possible; the number has no year (V-numbers); another number with a possible year stands
    there; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Show the number exactly as it was given. For a day in the past, check the day that you judge by.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD106 编号年份有误：编号的年份不可能存在。

检查内容
    年份是否晚于判定所依日期，或早于该类编号开始发放的年份。置信度为编号的置信度，年份过早的乘以0.8。编
    号由应用叠加的，以目录所列编号代之，置信度为0.8。

依据
    编号中的年份是发放编号的年份。编造的编号年份往往不合情理。

触发情形
    所有编号的年份都晚于判定日期所在年份，或早于该类编号的起始年份。

不触发情形
    年份合理；编号没有年份（V字头编号）；另有年份合理的编号；编号识读把握不足或各帧结果不一（NMD902、
    NMD903）。

整改方法
    编号应按批准时的写法原样标明。以过去的日期判定的，请核对所用日期。
"""

FUTURE = Localized(
    "{number} has the impossible year {year}: {as_of} is before it.",
    "{number}的年份{year}晚于判定日期{as_of}。",
)
TOO_EARLY = Localized(
    "{number} has the impossible year {year}: none were given so early.",
    "{number}的年份{year}过早，当时尚未发放此类编号。",
)


INFERRED = 0.8
"""The first years are inferred from the instruments, so a year before them is less sure."""


def _check(case: Case) -> Iterator[Finding]:
    markers = sure_markers(case) or stand_in(case)
    if not all(_is_future(case, marker) or _is_too_early(case, marker) for marker in markers):
        return
    for marker in markers:
        said, sureness = (FUTURE, 1.0) if _is_future(case, marker) else (TOO_EARLY, INFERRED)
        message = said.filled(number=called(marker), year=marker.year, as_of=case.as_of)
        yield RULE.finding(message, (marker.confidence or 0.0) * sureness)


def _is_future(case: Case, marker: Marker) -> bool:
    return marker.year is not None and marker.year > case.as_of.year


def _is_too_early(case: Case, marker: Marker) -> bool:
    row = case.provisions.series_row(marker.series)
    return row is not None and marker.year is not None and marker.year < row.first_year


RULE = Rule(
    code="NMD106",
    name="impossible-year",
    name_zh="编号年份有误",
    severity="block",
    source=source("nrta-2024-35", Localized("the year is part of the number", "编号含年份")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
