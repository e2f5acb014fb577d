"""NMD905 unknown-issuer: the name before the number is in no table.

What it checks
    Whether the issuer is NRTA, a province, the Corps or a platform of the dated table. The confidence is
    the marker's. Where the app draws the number, the one that the catalogue gives is asked about, with
    confidence 0.8.

Why
    The issuer decides the category. A name that no table knows may be a platform not yet in the table, a
    misreading or an invention.

Fires
    The name in the brackets before the series is in no table.

Stays silent
    The name is in a table; the number has no place for a name (V-numbers).

Mend
    Look at the picture. If the platform is real, add its prefix to the table with the evidence.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers or stand_in(case):
        name = marker.issuer.abbreviation
        if marker.issuer.kind == "unknown" and name is not None:
            message = f"The issuer {name} of {called(marker)} is in no table."
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD905",
    name="unknown-issuer",
    severity="warn",
    source=source("nrta-2024-35", "the issuer's abbreviation stands before the number"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
