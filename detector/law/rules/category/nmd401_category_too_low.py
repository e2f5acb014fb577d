"""NMD401 category-too-low: the number is of a lower category than the drama needs."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.evidence.required_category import RANK, demands, is_below
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{numbers} is a number of category {category}; {reason} demands {needed}.",
    "{numbers}的类别为“{category}”；按{reason}应为“{needed}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case) or stand_in(case)
    categories = [marker.category for marker in markers if marker.category]
    if not categories or len(categories) < len(markers):
        return
    highest = max(categories, key=RANK.index)
    surest = max(marker.confidence or 0.0 for marker in markers)
    numbers = listed(map(called, markers))
    for demand in demands(case):
        if is_below(highest, demand.category):
            message = MESSAGE.filled(
                numbers=numbers,
                category=case.provisions.category_words(highest, case.as_of),
                reason=demand.reason,
                needed=case.provisions.category_words(demand.category, case.as_of),
            )
            yield RULE.finding(message, surest * demand.sureness, demand.source)


RULE = Rule(
    code="NMD401",
    name="category-too-low",
    name_zh="类别偏低",
    severity="block",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    check=_check,
)
