"""NMD310 issue-year-differs: the record is of another year than the number."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is of {year}, the registry has it as given on {day}.",
    "{number}所含年份为{year}年，登记的核发日期为{day}。",
)


def _check(case: Case) -> Iterator[Finding]:
    found = list(entries(case))
    for marker, entry in found:
        if marker.year is None or entry.issued_on is None or entry.issued_on.year == marker.year:
            return
    for marker, entry in found:
        message = MESSAGE.filled(number=display_number(marker), year=marker.year, day=entry.issued_on)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD310",
    name="issue-year-differs",
    name_zh="核发年份与登记不符",
    severity="warn",
    source=source("nrta-2024-35", Localized("the year is part of the number", "编号含年份")),
    begins="recorded-only-from",
    check=_check,
)
