"""NMD110 old-form-marker: the number has the form of the notice of 2024, which Order 16 has replaced.

What it checks
    Whether the form of the number is one that the law of the day still knows. The confidence is the
    marker's.

Why
    Order 16 gives other papers since 2026-09-01 and publishes no form for their numbers. Numbers of the
    old form still stand on live dramas, and are accepted until the new forms are published.

Fires
    A surely read number has a form whose time is over on the day.

Stays silent
    The day is before 2026-09-01; only older series stand there (NMD904); a number is unsure or
    contradicted (NMD902, NMD903).

Mend
    Show the number of the new paper once there is one; until then nothing is to be done.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, series_row, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker in undoubted_markers(case):
        row = series_row(marker.series)
        if row and row.form_until and case.as_of > row.form_until:
            message = f"{marker.number} has the form in use until {row.form_until}; it is accepted."
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD110",
    name="old-form-marker",
    severity="note",
    source=source("nrta-order-16", "in force from 2026-09-01; publishes no form of its numbers"),
    in_force_from=day("order-16-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
