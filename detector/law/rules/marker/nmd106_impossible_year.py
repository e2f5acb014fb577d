"""NMD106 impossible-year: the year of the number cannot be."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_markers
from detector.law.evidence.claimed_number import display_number, overlaid_markers
from detector.law.evidence.number_years import year_fault
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

FUTURE = Localized(
    "{number} has the impossible year {year}: {as_of} is before it.",
    "{number}的年份{year}晚于判定日期{as_of}。",
)
TOO_EARLY = Localized(
    "{number} has the impossible year {year}: none were given so early.",
    "{number}的年份{year}过早，当时尚未核发此类编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = reliable_markers(case) or overlaid_markers(case)
    faults = [year_fault(case, marker) for marker in markers]
    if not all(fault in ("future", "too-early") for fault in faults):
        return  # another number that stands there may be the one that counts
    for marker, fault in zip(markers, faults, strict=True):
        phrase = FUTURE if fault == "future" else TOO_EARLY
        message = phrase.filled(number=display_number(marker), year=marker.year, as_of=in_words(case.as_of))
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD106",
    name="impossible-year",
    name_zh="编号年份有误",
    severity="block",
    source=source("nrta-2024-35", Localized("the year is part of the number", "编号含年份")),
    begins="recorded-only-from",
    check=_check,
)
