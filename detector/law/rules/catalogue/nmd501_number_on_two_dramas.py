"""NMD501 number-on-two-dramas: two dramas of the catalogue show the same number."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import identity
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.registry_facts import MISSPELT, likeness_to, titles
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} stands on {titles} too.",
    "{number}也出现在{titles}中。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.neighbours is None or not titles(case):
        return
    for marker in sure_markers(case):
        others = case.neighbours.elsewhere.get(identity(marker), ())
        alike = {other: likeness_to(case, (other.title,)) for other in others}
        foreign = [other for other in others if alike[other] < MISSPELT]
        if foreign:
            named = listed(Localized(*(f"“{other.title}”",) * 2) for other in foreign)
            sureness = (marker.confidence or 0.0) * (1 - min(alike[other] for other in foreign))
            yield RULE.finding(MESSAGE.filled(number=marker.number, titles=named), sureness)


RULE = Rule(
    code="NMD501",
    name="number-on-two-dramas",
    name_zh="一号多剧",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    check=_check,
)
