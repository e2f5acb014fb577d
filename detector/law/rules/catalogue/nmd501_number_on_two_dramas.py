"""NMD501 number-on-two-dramas: two dramas of the catalogue show the same number."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import number_key
from detector.law.evidence.certainty import reliable_markers
from detector.law.evidence.registry_facts import (
    SAME_TITLE_MIN_SIMILARITY,
    catalogue_titles,
    similarity_to_titles,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} stands on {titles} too.",
    "{number}也出现在{titles}中。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.catalogue is None or not catalogue_titles(case):
        return
    for marker in reliable_markers(case):
        others = case.catalogue.other_dramas.get(number_key(marker), ())
        similarities = {other: similarity_to_titles(case, (other.title,)) for other in others}
        foreign = [other for other in others if similarities[other] < SAME_TITLE_MIN_SIMILARITY]
        if foreign:
            named = listed(Localized(*(f"“{other.title}”",) * 2) for other in foreign)
            confidence = (marker.confidence or 0.0) * (1 - min(similarities[other] for other in foreign))
            yield RULE.finding(MESSAGE.filled(number=marker.number, titles=named), confidence)


RULE = Rule(
    code="NMD501",
    name="number-on-two-dramas",
    name_zh="一号多剧",
    severity="block",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
