"""NMD903 unsettled-marker: a number was read, but not surely enough to rely on it.

What it checks
    Whether a number was read surely, and whether the readings agree. The confidence is
    that of a surely read incomplete text, or 1 less that of the surest unsure one, or the share of the
    readings that contradict.

Why
    One misread character makes another number, another issuer or another category.

Fires
    Every micro-drama number was read less surely than the policy asks for; or there are only near misses
    and they are unsure or incomplete; or so many readings gave another number that the winning text keeps
    less than the policy's share.

Stays silent
    A number was read surely and few or no readings contradict; nothing like a number was read; a surely
    read near miss is malformed (NMD102); only older series were read (NMD904).

Mend
    Look at the picture, or examine a version with higher resolution or a longer opening.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import counting_markers, doubts, is_settled, malformed
from detector.records import Finding, Marker, NearMiss


def _check(case: Case) -> Iterator[Finding]:
    for doubt in {doubt.number: doubt for doubt in doubts(case)}.values():
        message = f"{doubt.share:.0%} of the evidence in one place reads {doubt.number} instead."
        yield RULE.finding(message, doubt.share)
    counting = counting_markers(case)
    only_misses = () if case.markers or malformed(case) else case.near_misses
    unsure: tuple[Marker | NearMiss, ...] = counting or only_misses
    if not unsure or any(is_settled(case, marker) for marker in counting):
        return
    surest = max(unsure, key=lambda record: record.confidence or 0.0)
    printed = " ".join(surest.printed.split())
    message = f"The number cannot be relied on: the surest reading is {printed}, incomplete or unsure."
    confidence = surest.confidence or 0.0
    yield RULE.finding(message, confidence if is_settled(case, surest) else 1.0 - confidence)


RULE = Rule(
    code="NMD903",
    name="unsettled-marker",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in an obvious place"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
