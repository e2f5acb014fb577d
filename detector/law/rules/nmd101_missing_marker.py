"""NMD101 missing-marker: no review or record number stands in the opening.

What it checks
    Whether anything like a review or record number was read in the opening. The confidence is the share
    of the opening that was seen: of the instants at which it was sampled, those that gave a frame.

Why
    Since 2024-06-01 no micro-drama may be online without review or record, and the notice asks for the
    number in the title sequence.

Fires
    Nine of ten sampled frames were seen, and there was neither a marker nor a near miss, on an episode on
    which the policy asks for the number.

Stays silent
    Any marker or near miss stands there, even an unsure one or the half of a number; a part of the
    readings gave a marker; too few frames were seen (NMD901); the app draws the number over the video
    (NMD909); it is a promotional clip (NMD911); since 2026-09-01, a label of the new papers stands there
    with a number of unknown form (NMD908); the policy asks for the number on the first episodes only, and
    this is a later one (NMD113) or which one it is is not known (NMD912).

Mend
    Put the number into the opening, in an obvious place and long enough to read. If the app draws it over
    the video, say so (`--overlay`), or examine the picture that the app shows.
"""

from collections.abc import Iterator

from detector.law.absence import is_number_needed, shows_no_number
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import coverage
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.overlay or not is_number_needed(case) or not shows_no_number(case):
        return
    frames = case.opening.frames_seen
    message = f"No review or record number was seen in {frames} frames of the opening."
    yield RULE.finding(message, coverage(case))


RULE = Rule(
    code="NMD101",
    name="missing-marker",
    severity="block",
    source=source("nrta-2024-35", "the number must stand in the title sequence"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
