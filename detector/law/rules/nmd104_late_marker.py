"""NMD104 late-marker: the number appears late.

What it checks
    When the number was first seen. The confidence is the marker's.

Why
    The number belongs into the title sequence. No law says where that ends, so the time is the policy's
    (`late_after_ms`), and this is a warning.

Fires
    Every number was first seen later than the policy says.

Stays silent
    A number was seen in time; a number is unsure or contradicted (NMD902, NMD903); it is a promotional
    clip; the policy asks for no number on this episode, or which one it is is not known.

Mend
    Show the number in the title sequence, at the start of the episode.
"""

from collections.abc import Iterator

from detector.law.absence import is_number_needed
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case)
    late_ms = case.policy.late_after_ms
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    if not all((marker.first_ms or 0) > late_ms for marker in markers):
        return
    for marker in markers:
        message = f"{marker.number} first appears at {marker.first_ms} ms, after {late_ms} ms."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD104",
    name="late-marker",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in the title sequence"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
