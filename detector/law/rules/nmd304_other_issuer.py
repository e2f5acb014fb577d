"""NMD304 other-issuer: another issuer gave this number to the drama.

What it checks
    Whether the registry, which does not have the number, has it from another issuer, for a drama of this
    title. The confidence is the marker's, times how like the titles are.

Why
    The issuer says which category a drama is of and where it may be shown. One wrong word there makes
    another licence of it.

Fires
    The registry has none of the numbers that stand there, but one that differs in the issuer alone, under
    a title at least 75 % like the drama's.

Stays silent
    Neither title nor series is given; the registry has a number that stands there. There is no registry,
    or it was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Show the number exactly as it was given, with its own issuer.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import MISSPELT, absent, differs_in_issuer, likeness_to
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        for near in answer.near:
            alike = likeness_to(case, (near.title,))
            if alike >= MISSPELT and differs_in_issuer(case, marker, near):
                message = f"{marker.number} is not in the registry; {near.title} has {near.number}."
                yield RULE.finding(message, (marker.confidence or 0.0) * alike)


RULE = Rule(
    code="NMD304",
    name="other-issuer",
    severity="block",
    source=source("nrta-2024-35", "the issuer is part of the number"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
