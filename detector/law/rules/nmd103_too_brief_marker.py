"""NMD103 too-brief-marker: the number stands there for too short a time.

What it checks
    For how long the number was seen, from the first frame to the last on which it was read. The confidence
    is the marker's.

Why
    The number must stand in an obvious place. No law says for how many seconds, so the least time is the
    policy's (`min_marker_ms`), and this is a warning.

Fires
    Every number was seen for less than the least time, and the whole opening was seen.

Stays silent
    A number was seen for long enough; the examined opening ends before the least time is over; much of the
    opening was not seen; a number is unsure or contradicted (NMD902, NMD903); it is a promotional clip; the
    policy asks for no number on this episode, or which one it is is not known.

Mend
    Show the number for some seconds, as long as a viewer needs to read it.
"""

from collections.abc import Iterator

from detector.law.absence import is_number_needed
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import is_readable, undoubted_markers
from detector.records import Finding, Marker


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case)
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    if not is_readable(case):
        return
    if all(_is_brief(case, marker) for marker in markers):
        for marker in markers:
            seen_ms = (marker.last_ms or 0) - (marker.first_ms or 0)
            least_ms = case.policy.min_marker_ms
            message = f"{marker.number} was seen for {seen_ms} ms; at least {least_ms} ms are asked for."
            yield RULE.finding(message, marker.confidence or 0.0)


def _is_brief(case: Case, marker: Marker) -> bool:
    first, last, least = marker.first_ms or 0, marker.last_ms or 0, case.policy.min_marker_ms
    return last - first < least and last + least < case.opening.window_ms


RULE = Rule(
    code="NMD103",
    name="too-brief-marker",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in an obvious place"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
