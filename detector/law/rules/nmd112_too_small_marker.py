"""NMD112 too-small-marker: the number is drawn too small to be read by viewers.

What it checks
    How high the rows of the number are, against the policy's least height (`min_text_height_px`), both in
    px of a frame whose short side is 720 px. The height is that of the box round the text, about half as
    high again as its letters. The confidence is the marker's.

Why
    The number must stand in an obvious place. No law gives a size, so this is a warning.

Fires
    The rows of every number are lower than the policy asks for.

Stays silent
    A number is high enough; the policy gives no height; a number is unsure or contradicted (NMD902,
    NMD903); it is a promotional clip; the policy asks for no number on this episode, or which one it is is
    not known.

Mend
    Draw the number larger.
"""

from collections.abc import Iterator
from math import dist

from detector.law.absence import is_number_needed
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding, Marker

SHORT_SIDE_PX = 720


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    least_px = case.policy.min_text_height_px
    heights = {marker: _row_height_px(case, marker) for marker in undoubted_markers(case)}
    if all(height < least_px for height in heights.values()):
        for marker, height in heights.items():
            message = (
                f"{marker.number} is {height:.0f} px high on a frame of {SHORT_SIDE_PX} px; "
                f"at least {least_px} px are asked for."
            )
            yield RULE.finding(message, marker.confidence or 0.0)


def _row_height_px(case: Case, marker: Marker) -> float:
    """A number is many times longer than high, however it runs: the box's short side holds its rows."""
    if marker.quad is None:
        return float(SHORT_SIDE_PX)
    first, second, third, _ = marker.quad
    rows = marker.printed.count("\n") + 1
    frame = min(case.opening.width_px, case.opening.height_px)
    return min(dist(first, second), dist(second, third)) / rows * SHORT_SIDE_PX / frame


RULE = Rule(
    code="NMD112",
    name="too-small-marker",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in an obvious place"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
