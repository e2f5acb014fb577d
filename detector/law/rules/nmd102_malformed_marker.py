"""NMD102 malformed-marker: the only number that stands there is not in a lawful form.

What it checks
    Whether a text that is nearly a number, surely read, stands where a number should. The confidence is
    that of the surest such text.

Why
    The notice gives three forms and no other. Made-up numbers are often recognised by a broken form:
    no issuer, 备案字 for 备字, a serial of zeros.

Fires
    There is no marker at all, and a near miss was read at least as surely as the policy asks for.

Stays silent
    A marker stands there; the near miss is unsure, or is cut off and may be complete on the screen
    (NMD903); it lacks only brackets, which readers lose; the issuer stands in a box of its own or right
    before it; the form is an older one that was printed without issuer; the opening could not be read well
    enough to exclude a marker elsewhere (NMD901).

Mend
    Show the number exactly as it was given: （issuer）网微剧备字（year）第serial号, or 审 for 备.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.reasons import explanation
from detector.law.rule import Rule
from detector.law.weigh import doubts, is_readable, malformed
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.markers or any(doubts(case)) or not is_readable(case):
        return
    for miss in malformed(case):
        printed = " ".join(miss.printed.split())
        message = f"{printed} is no lawful number: {explanation(miss.reason)}."
        yield RULE.finding(message, miss.confidence or 0.0)


RULE = Rule(
    code="NMD102",
    name="malformed-marker",
    severity="block",
    source=source("nrta-2024-35", "the three forms of the number"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
