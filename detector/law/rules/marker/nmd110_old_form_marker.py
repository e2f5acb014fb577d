"""NMD110 old-form-marker: the number has the form of the notice of 2024, which Order 16 has replaced."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} has the form in use until {day}; it is accepted.",
    "{number}采用{day}前的旧格式，仍予认可。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in reliable_current_markers(case):
        row = case.provisions.series_row(marker.series)
        if row and row.form_until and case.as_of > row.form_until:
            message = MESSAGE.filled(number=marker.number, day=in_words(row.form_until))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD110",
    name="old-form-marker",
    name_zh="采用旧格式",
    severity="note",
    source=source(
        "nrta-order-16",
        Localized(
            "in force from 2026-09-01; publishes no form of its numbers",
            "自2026年9月1日起施行，未公布编号格式",
        ),
    ),
    begins="order-16-from",
    check=_check,
    by_publication=True,
)
