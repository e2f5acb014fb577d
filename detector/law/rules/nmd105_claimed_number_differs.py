"""NMD105 claimed-number-differs: another number stands there than the one that was claimed.

What it checks
    Whether the number that the catalogue gives stands in the opening. Leading zeros of the serial make no
    difference. The confidence is that of the least sure marker.

Why
    A number is unique to its drama. Another number is the number of another drama, or made up.

Fires
    A number is claimed, numbers were read surely, and none of them is the claimed one.

Stays silent
    No number is claimed, or the claim is no number in full form; the claimed number stands there; no
    number was read; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Show this drama's own number, or correct the claim.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import claimed_marker
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import sure_markers
from detector.records import Finding, Marker


def _check(case: Case) -> Iterator[Finding]:
    claimed, markers = claimed_marker(case), sure_markers(case)
    if not claimed or not markers or _identity(claimed) in map(_identity, markers):
        return
    numbers = ", ".join(sorted(marker.number for marker in markers))
    message = f"{claimed.number} is claimed, but {numbers} stands there."
    yield RULE.finding(message, min(marker.confidence or 0.0 for marker in markers))


def _identity(marker: Marker) -> tuple[str | None, str, int | None, str]:
    return marker.issuer.abbreviation, marker.series, marker.year, marker.serial.lstrip("0")


RULE = Rule(
    code="NMD105",
    name="claimed-number-differs",
    severity="block",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
