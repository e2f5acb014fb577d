"""NMD907 uncovered-date: the rules for a drama without a sure number are not held for so early a day.

What it checks
    Whether the day whose law applies is covered by these rules. The confidence is 1.

Why
    The duty to show a number binds from 2024-06-01. What bound before is not in these tables, so its
    absence then is neither lawful nor unlawful here.

Fires
    The day is before 2024-06-01 and no micro-drama number was read surely.

Stays silent
    The day is 2024-06-01 or later; or a micro-drama number was read surely and nothing contradicts it.

Mend
    Judge by a later day, or by the law of that time.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if not undoubted_markers(case):
        yield RULE.finding(f"The law of {case.as_of} for a drama without a sure number is not held.", 1.0)


RULE = Rule(
    code="NMD907",
    name="uncovered-date",
    severity="warn",
    source=source("nrta-2024-35", "nothing unreviewed may be online from 2024-06-01"),
    in_force_from=ALWAYS,
    in_force_until=day("back-filing-until"),
    check=_check,
    manual=__doc__ or "",
)
