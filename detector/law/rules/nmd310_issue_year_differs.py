"""NMD310 issue-year-differs: the record is of another year than the number.

What it checks
    Whether the day on which the number was given lies in the year that stands in it. The confidence is
    the marker's.

Why
    A number carries the year in which it was given. A record that is older or newer is of another number,
    or misspelt.

Fires
    The day of issue of every record of the numbers that stand there lies in another year than the number.

Stays silent
    The record has no day of issue; the number has no year (V-numbers). There is no registry, or it does
    not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Compare number and record with the paper, and have the wrong one mended.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    found = list(entries(case))
    for marker, entry in found:
        if marker.year is None or entry.issued_on is None or entry.issued_on.year == marker.year:
            return
    for marker, entry in found:
        message = f"{marker.number} is of {marker.year}, the registry has it as given on {entry.issued_on}."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD310",
    name="issue-year-differs",
    severity="warn",
    source=source("nrta-2024-35", "the year is part of the number"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
