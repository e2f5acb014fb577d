"""NMD303 withdrawn-number: the number is withdrawn, or the drama was taken down.

What it checks
    The status of the number in the registry on the day. The confidence is the marker's.

Why
    A number that was withdrawn is none any more, and a drama that was ordered off may not come back under
    it.

Fires
    On the day every number that stands there and that the registry has is withdrawn or taken down.

Stays silent
    The status begins later; another number that stands there is valid. There is no registry, or it does
    not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Take the episode off, or show the number that was given instead. If the status is wrong, have it
    mended in the list and import that.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding

_GONE = {"withdrawn": "was withdrawn", "taken-down": "belongs to a drama that was taken down"}


def _check(case: Case) -> Iterator[Finding]:
    found = list(entries(case))
    if not all(entry.status_on(case.as_of) in _GONE for _, entry in found):
        return
    for marker, entry in found:
        since = f" on {entry.status_since}" if entry.status_since else ""
        message = f"{marker.number} {_GONE[entry.status]}{since}, as the registry says."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD303",
    name="withdrawn-number",
    severity="block",
    source=source("nrta-2024-35", "nothing unreviewed and unrecorded may be online"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
