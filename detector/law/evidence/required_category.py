"""Which category a drama needs, and why: by its cost, by other facts, by its own claim.

The law of the case's day decides. Where the drama went online earlier, a requirement counts only as far as it
held on that day too, because a later limit does not make an earlier number wrong. A kind of production that
is not known may be any, so only what holds for all of them is sure.
"""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from detector.i18n import Localized
from detector.law.case import Case, cached_per_case
from detector.law.tables.citation import Citation
from detector.law.tables.schema import Fact, LimitRow, TriggerRow
from detector.records import Category, Production

RANK: tuple[Category, ...] = ("other", "ordinary", "key")
"""The categories from the lowest to the highest."""

_UNOFFICIAL_CONFIDENCE = 0.8
"""Of a row of the tables whose official text was not read."""

_FACTS: tuple[Fact, ...] = get_args(Fact)
_PRODUCTIONS: tuple[Production, ...] = get_args(Production)
_WORDS: dict[Fact, Localized] = {
    "special_theme": Localized("a special theme", "特殊题材"),
    "front_page": Localized("a place on the front page", "首页首屏推荐"),
    "promotion": Localized("main promotion in the investment invitation", "招商主推"),
}
_CLAIMED = Localized("the category claimed", "申报类别")
_COST = Localized("a cost of {cost} yuan ({production})", "{cost}元的投资额（{production}）")
_ANY = Localized("whatever the production", "不论制作方式")
_NAMES: dict[Production, Localized] = {
    "live-action": Localized("live-action", "真人"),
    "ai": Localized("AI", "人工智能"),
    "animation": Localized("animation", "动画"),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A category that is needed at least, the reason in words, its source and its confidence, 0 to 1."""

    category: Category
    reason: Localized
    source: Citation
    confidence: float


def is_below(category: Category, other: Category) -> bool:
    """Whether a category ranks below another."""
    return RANK.index(category) < RANK.index(other)


@cached_per_case
def requirements(case: Case) -> tuple[Requirement, ...]:
    """What is surely needed: by the claim, by each known fact, by the cost whatever the production."""
    found: list[Requirement] = []
    if case.episode.category:
        source = case.provisions.source("nrta-2024-35", Localized("the three categories", "三个类别"))
        found.append(Requirement(case.episode.category, _CLAIMED, source, 1.0))
    for fact in _FACTS:
        row = case.provisions.trigger(fact, case.as_of)
        if getattr(case.episode, fact) and row:
            earlier = (case.provisions.trigger(fact, day) for day in _earlier_days(case))
            category = _lowest([row.category, *(other.category for other in earlier if other)])
            found.append(_requirement(case, row, category, _WORDS[fact]))
    by_cost = cost_requirements(case)
    if by_cost:
        found.append(min(by_cost, key=lambda requirement: RANK.index(requirement.category)))
    return tuple(found)


@cached_per_case
def cost_requirements(case: Case) -> tuple[Requirement, ...]:
    """What the cost requires for each kind of production that the drama may be."""
    cost, production = case.episode.investment_cny, case.episode.production
    found: list[Requirement] = []
    for kind in (production,) if production else _PRODUCTIONS:
        row = case.provisions.limit(kind, case.as_of)
        if row and cost is not None:
            earlier = (case.provisions.limit(kind, day) for day in _earlier_days(case))
            category = _lowest([row.category(cost), *(other.category(cost) for other in earlier if other)])
            reason = _COST.filled(cost=f"{cost:,}", production=_NAMES[kind] if production else _ANY)
            found.append(_requirement(case, row, category, reason))
    return tuple(found)


def _earlier_days(case: Case) -> tuple[date, ...]:
    """The day on which the drama went online, where it is known and lies before the case's day."""
    published = case.episode.published_on
    return (published,) if published and published < case.as_of else ()


def _lowest(categories: list[Category]) -> Category:
    return min(categories, key=RANK.index)


def _requirement(case: Case, row: LimitRow | TriggerRow, category: Category, why: Localized) -> Requirement:
    confidence = 1.0 if row.evidence == "official" else _UNOFFICIAL_CONFIDENCE
    return Requirement(category, why, case.provisions.source_of(row), confidence)
