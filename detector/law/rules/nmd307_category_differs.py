"""NMD307 category-differs: the record has another category.

What it checks
    Whether the category that the number itself says, and the one claimed, are that of the record. The
    confidence is the marker's.

Why
    The category decides who reviews a drama. A record that says another one is of another drama, or was
    changed.

Fires
    Marker or claim say another category than a record of a number that stands there.

Stays silent
    The record has no category; neither number nor claim says one. There is no registry, or it does not
    have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902,
    NMD903).

Mend
    Find out which one holds, and have the record or the claim mended.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker, entry in entries(case):
        told = {"the number": marker.category, "the claim": case.episode.category}
        others = [
            f"{who} says {category}"
            for who, category in told.items()
            if category not in (None, entry.category)
        ]
        if entry.category and others:
            message = f"The record of {marker.number} has the category {entry.category}, {', '.join(others)}."
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD307",
    name="category-differs",
    severity="warn",
    source=source("nrta-2024-35", "the three categories"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
