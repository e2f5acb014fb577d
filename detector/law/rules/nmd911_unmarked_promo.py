"""NMD911 unmarked-promo: a promotional clip shows no number.

What it checks
    Whether a promotional clip shows a number. The confidence is 1.

Why
    The number must stand in the title sequence of the drama. A clip that promotes it has none, and need
    not show the number; but only a drama that has one may be promoted, and the clip does not tell.

Fires
    It is a promotional clip, and nothing like a number was read.

Stays silent
    It is an episode (NMD101), or not said to be a clip; a number or near miss was read.

Mend
    Examine the drama that the clip promotes.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import nothing_was_read
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" and nothing_was_read(case):
        yield RULE.finding("The clip shows no number, so whether its drama has one is not known.", 1.0)


RULE = Rule(
    code="NMD911",
    name="unmarked-promo",
    severity="warn",
    source=source("nrta-2024-35", "dramas without a number may not be promoted"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
