"""NMD910 undetermined-category: whether the category suffices depends on the production, which is unknown."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import decisive_markers, display_number
from detector.law.evidence.required_category import cost_requirements, decisive_day, is_below
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Whether {number} suffices for {cost} yuan depends on the kind of production.",
    "{number}对{cost}元的投资额是否足够，取决于制作方式。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = decisive_markers(case)
    demands = cost_requirements(case, decisive_day(case)) if markers else ()
    needed = [demand.category for demand in demands]
    for marker in markers:
        too_low = [is_below(marker.category, category) for category in needed if marker.category]
        if any(too_low) and not all(too_low):
            cost = case.episode.investment_cny
            message = MESSAGE.filled(number=display_number(marker), cost=f"{cost:,}")
            yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD910",
    name="undetermined-category",
    name_zh="类别无法确定",
    severity="warn",
    source=source(
        "nrta-2026-ai-limits",
        Localized("the costs of the three categories of AI dramas", "人工智能微短剧三个类别的投资额标准"),
    ),
    begins="recorded-only-from",
    check=_check,
)
