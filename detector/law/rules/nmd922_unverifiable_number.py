"""NMD922 unverifiable-number: the registry does not have the number, and is not complete.

What it checks
    Whether the registry has the number, where it does not say that it is complete for the number's issuer
    and for all days on which it can have been given. The confidence is the marker's.

Why
    Only licences of the first class must be published. For most numbers no list is whole, so one that is
    not listed may be in order.

Fires
    The registry has none of the numbers that stand there, and does not say that it has all that the
    issuer gave.

Stays silent
    There is no registry; it has a number that stands there; it is complete for issuer and time (NMD301);
    it was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Ask the issuer, or import a list that has its numbers. The message names numbers one character off.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.registered import absent, is_complete
from detector.law.rule import ALWAYS, Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        if not is_complete(case, marker, answer):
            near = "; ".join(f"{other.number} {other.title} ({other.change})" for other in answer.near)
            hint = f" One character off: {near}." if near else ""
            message = f"{marker.number} is not in the registry, which need not have all numbers.{hint}"
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD922",
    name="unverifiable-number",
    severity="warn",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
