"""NMD401 category-too-low: the number is of a lower category than the drama needs."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.evidence.claimed_number import display_number, overlaid_markers
from detector.law.evidence.required_category import RANK, is_below, requirements
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{numbers} is a number of category {category}; {reason} demands {needed}.",
    "{numbers}的类别为“{category}”；按{reason}应为“{needed}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = reliable_current_markers(case) or overlaid_markers(case)
    categories = [marker.category for marker in markers if marker.category]
    if not categories or len(categories) < len(markers):
        return
    highest = max(categories, key=RANK.index)
    surest = max(marker.confidence or 0.0 for marker in markers)
    numbers = listed(map(display_number, markers))
    for requirement in requirements(case):
        if is_below(highest, requirement.category):
            message = MESSAGE.filled(
                numbers=numbers,
                category=case.provisions.category_words(highest, case.as_of),
                reason=requirement.reason,
                needed=case.provisions.category_words(requirement.category, case.as_of),
            )
            yield RULE.finding(message, surest * requirement.confidence, requirement.source)


RULE = Rule(
    code="NMD401",
    name="category-too-low",
    name_zh="类别偏低",
    severity="block",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    check=_check,
)
