"""NMD901 unreadable-opening: too little of the opening was seen to say that no number stands there.

What it checks
    Whether enough of the opening was seen. The confidence is 1: frames are counted.

Why
    Not seeing is not absence. The notice asks for a number; a damaged file does not show its absence.

Fires
    No marker was read, and fewer frames were seen than the policy asks for, or more than one instant in
    ten lies in a damaged stretch of the video.

Stays silent
    A marker was read; or enough of the opening was seen.

Mend
    Give a whole, undamaged file, or examine a longer opening.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import LEAST_SEEN, is_readable
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.markers or is_readable(case):
        return
    opening = case.opening
    message = (
        f"Too little was seen to look for a number: {opening.frames_seen} of {opening.frames_due} frames; "
        f"at least {case.policy.min_frames} and {LEAST_SEEN:.0%} of the opening are needed."
    )
    yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD901",
    name="unreadable-opening",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in the title sequence"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
