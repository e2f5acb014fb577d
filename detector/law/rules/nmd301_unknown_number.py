"""NMD301 unknown-number: nobody gave this number.

What it checks
    Whether the number stands in the registry, where the registry is complete for the number's issuer and
    for all days on which it can have been given: those of its year, up to the day on which the drama went
    online or else the day whose law applies. The confidence is the marker's.

Why
    Numbers made up are a known defect: they have the right form, and nobody gave them.

Fires
    The registry has none of the numbers that stand there, and says that it has all that the issuer gave
    in that time.

Stays silent
    There is no registry; it has a number that stands there; it does not say that it is complete for
    issuer and time (NMD922); it was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Compare the picture with the number that was given; the message names numbers one character off. If
    the number is new, import a newer list.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import absent, is_complete
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        if is_complete(case, marker, answer):
            near = "; ".join(f"{other.number} {other.title} ({other.change})" for other in answer.near)
            hint = f" One character off: {near}." if near else ""
            message = f"{marker.number} is not in the registry, which has all of its issuer's numbers.{hint}"
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD301",
    name="unknown-number",
    severity="block",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
