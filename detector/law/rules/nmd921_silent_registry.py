"""NMD921 silent-registry: the registry could not be asked.

What it checks
    Whether the registry that was named answered. It is silent where it cannot be reached or read, is
    locked or empty, or where its newest list is older than the setting allows. The confidence is the
    marker's.

Why
    Without the registry nobody knows whether a number was really given, and to whom.

Fires
    A number was read, and the registry said nothing of it.

Stays silent
    There is no registry; it answered; no number was read.

Mend
    Mend what the message says, then scan or judge again.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.registered import silent
from detector.law.rule import ALWAYS, Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in silent(case):
        message = f"Whether {marker.number} was given is not known: {answer.reason}."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD921",
    name="silent-registry",
    severity="warn",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
