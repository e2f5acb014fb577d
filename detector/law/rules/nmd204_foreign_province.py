"""NMD204 foreign-province: the number was given by another province than the producer's.

What it checks
    Whether the province that gave the number is the one where the producer sits. The confidence is the
    marker's. Where the app draws the number, the one that the catalogue gives is asked about, with
    confidence 0.8.

Why
    Provinces give numbers to the producers of their own territory. Co-productions and moved companies
    exist, so this is a warning.

Fires
    The producer's province is known to the table, and every number is from another province.

Stays silent
    The producer's province is not given or in no table; the number is from that province, from NRTA or
    from a platform; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Compare number and producer with the paper.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import sure_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    home = case.provisions.province_named(case.episode.producer_province or "")
    markers = sure_markers(case) or stand_in(case)
    if home is None or not all(
        marker.issuer.kind == "province" and marker.issuer.abbreviation != home.abbreviation
        for marker in markers
    ):
        return
    for marker in markers:
        message = f"{called(marker)} is from {marker.issuer.name}, the producer from {home.name}."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD204",
    name="foreign-province",
    severity="warn",
    source=source("nrta-2024-35", "the province of the territory"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
