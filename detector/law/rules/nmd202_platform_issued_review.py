"""NMD202 platform-issued-review: a platform's name stands before a review number, which cannot exist.

What it checks
    Whether 网微剧审字 has a platform as its issuer. The confidence is the marker's. Where the app draws the
    number, the one that the catalogue gives is asked about, with confidence 0.8.

Why
    Only NRTA and the provinces review key micro-dramas. A platform gives record numbers (备字) alone.

Fires
    Every number that stands there is a review number with a platform as its issuer.

Stays silent
    The issuer is NRTA or a province; the number is a record number; a number is unsure or contradicted
    (NMD902, NMD903); the issuer is in no table (NMD905).

Mend
    Show the number exactly as it was given. A platform's own number reads 网微剧备字.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case) or stand_in(case)
    if not all(marker.issuer.kind == "platform" and marker.document == "review" for marker in markers):
        return
    for marker in markers:
        message = f"{called(marker)} cannot exist: a platform gives record numbers (备字), no review numbers."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD202",
    name="platform-issued-review",
    severity="block",
    source=source("nrta-2024-35", "review numbers are given by NRTA or a province"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
