"""NMD113 unnumbered-episode: no number stands there, and on this episode the policy asks for none.

What it checks
    Whether an episode without a number comes after those on which the policy asks for one
    (`number_on_first`). The confidence is the share of the opening that was seen.

Why
    The notice asks for the number in the title sequence, and does not say on how many episodes. An episode
    that passes without a number passes only if the first ones show it, so the result says so.

Fires
    Enough of the opening was seen, nothing like a number was read, and the episode comes later.

Stays silent
    The policy asks for the number on this episode (NMD101); which one it is is not known (NMD912); a number
    or near miss was read; too little was seen (NMD901); it is a promotional clip (NMD911).

Mend
    Make sure that the first episodes show the number.
"""

from collections.abc import Iterator

from detector.law.absence import is_number_needed, shows_no_number
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import coverage
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if is_number_needed(case) is False and shows_no_number(case):
        message = (
            f"Episode {case.episode.number} shows no number; by the policy {case.policy.name} the first "
            f"{case.policy.number_on_first} must."
        )
        yield RULE.finding(message, coverage(case))


RULE = Rule(
    code="NMD113",
    name="unnumbered-episode",
    severity="note",
    source=source("nrta-2024-35", "the number must stand in the title sequence"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
