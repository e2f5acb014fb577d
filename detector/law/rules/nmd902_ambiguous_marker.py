"""NMD902 ambiguous-marker: several different numbers stand in one opening.

What it checks
    Whether one number only was read. The confidence is that of the second surest number.

Why
    A number is unique to its drama. With two of them, which one counts is not known, and one may be a
    misreading of the other.

Fires
    Two or more different micro-drama numbers were read, at least one of them surely.

Stays silent
    One number was read, however often; numbers of older series stand beside it; no number is sure (NMD903).

Mend
    Look at the picture. If one number is a misreading, confirm the other; if both are there, ask which
    one belongs to this drama.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import counting_markers, is_settled
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    markers = counting_markers(case)
    numbers = sorted({marker.number for marker in markers})
    if len(numbers) > 1 and any(is_settled(case, marker) for marker in markers):
        second = sorted(marker.confidence or 0.0 for marker in markers)[-2]
        yield RULE.finding(f"Several different numbers were read: {', '.join(numbers)}.", second)


RULE = Rule(
    code="NMD902",
    name="ambiguous-marker",
    severity="warn",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
