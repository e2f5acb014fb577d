"""NMD506 unusual-issuer: the number comes from another platform than nearly all numbers on this one."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{issuer} gave the numbers of {mine} of {total} episodes on {platform}, {usual} those of {most}.",
    "{platform}的{total}集中，{issuer}编号{mine}集，{usual}编号{most}集。",
)

_LEAST = 20
_USUAL = 0.9
_RARE = 0.05


def _check(case: Case) -> Iterator[Finding]:
    counts = case.catalogue.issuers if case.catalogue else {}
    total = sum(counts.values())
    if case.episode.platform is None or total < _LEAST:
        return
    usual = max(counts, key=lambda issuer: (counts[issuer], issuer))
    for marker in reliable_markers(case):
        issuer = marker.issuer.abbreviation or ""
        mine = counts.get(issuer, 0)
        if marker.issuer.kind == "platform" and counts[usual] >= _USUAL * total and mine <= _RARE * total:
            message = MESSAGE.filled(
                issuer=issuer, mine=mine, total=total, platform=case.episode.platform, usual=usual,
                most=counts[usual],
            )  # fmt: skip
            yield RULE.finding(message, counts[usual] / total)


RULE = Rule(
    code="NMD506",
    name="unusual-issuer",
    name_zh="编号平台少见",
    severity="note",
    source=source(
        "nrta-2024-35",
        Localized(
            "the abbreviation must match what users know the platform by", "播出平台简称须与用户所知一致"
        ),
    ),
    begins="recorded-only-from",
    check=_check,
)
