"""NMD919 early-year: the number is older than the first year that such numbers are thought to have."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import decisive_markers, display_number
from detector.law.evidence.number_years import year_fault
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is of {year}; whether such numbers were given so early is not known.",
    "{number}为{year}年编号，无法确定当时是否已核发此类编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = decisive_markers(case)
    faults = [year_fault(case, marker) for marker in markers]
    if not all(faults):
        return  # another number that stands there may be the one that counts
    for marker, fault in zip(markers, faults, strict=True):
        if fault == "early":
            message = MESSAGE.filled(number=display_number(marker), year=marker.year)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD919",
    name="early-year",
    name_zh="编号年份过早",
    severity="warn",
    source=source("nrta-2024-35", Localized("the year is part of the number", "编号含年份")),
    begins="recorded-only-from",
    check=_check,
)
