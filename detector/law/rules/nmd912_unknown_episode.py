"""NMD912 unknown-episode: whether a number is missing depends on which episode this is, which is unknown.

What it checks
    Whether the policy asks for the number on the first episodes only (`number_on_first`), while the place of
    this one in the drama is not given. The confidence is 1.

Why
    Without a number the first episode breaks the rule and a later one does not. Not knowing which it is, is
    no ground to fail it, and none to let it pass.

Fires
    Enough of the opening was seen, nothing like a number was read, and the episode's place is not given.

Stays silent
    The policy asks for the number on every episode; the place is given (NMD101, NMD113); a number or near
    miss was read; the app draws the number (NMD909); it is a promotional clip (NMD911).

Mend
    Say which episode it is (`--number`), or judge by a policy that asks for the number on every episode.
"""

from collections.abc import Iterator

from detector.law.absence import is_number_needed, shows_no_number
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if is_number_needed(case) is None and shows_no_number(case) and not case.episode.overlay:
        first = case.policy.number_on_first
        message = f"No number was seen. The first {first} must show one; which episode this is is not known."
        yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD912",
    name="unknown-episode",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in the title sequence"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
