"""NMD204 foreign-province: the number was given by another province than the producer's."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_markers
from detector.law.evidence.claimed_number import display_number, overlaid_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is from {issuer}, the producer from {home}.",
    "{number}的核发机关属{issuer}，制作机构属地为{home}。",
)


def _check(case: Case) -> Iterator[Finding]:
    home = case.provisions.province_named(case.episode.producer_province or "")
    markers = reliable_markers(case) or overlaid_markers(case)
    if home is None or not all(
        marker.issuer.kind == "province" and marker.issuer.abbreviation != home.abbreviation
        for marker in markers
    ):
        return
    for marker in markers:
        issuer, province = map(case.provisions.issuer_display_name, (marker.issuer, home))
        message = MESSAGE.filled(number=display_number(marker), issuer=issuer, home=province)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD204",
    name="foreign-province",
    name_zh="省份与制作机构不符",
    severity="warn",
    source=source("nrta-2024-35", Localized("the province of the territory", "属地省份")),
    begins="recorded-only-from",
    check=_check,
)
