"""Which category a drama needs, and why: by its cost, by other facts, by its own claim.

The law of the case's day decides. Where the drama went online earlier, a demand counts only as far as it
held on that day too, because a later limit does not make an earlier number wrong. A kind of production that
is not known may be any, so only what holds for all of them is sure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import get_args

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.tables.citation import Citation
from detector.law.tables.schema import Fact, LimitRow, TriggerRow
from detector.records import Category, Production

_once = lru_cache(maxsize=1)
"""Several rules ask the same of one case, and then of the next."""

RANK: tuple[Category, ...] = ("other", "ordinary", "key")
"""The categories from the lowest to the highest."""

_SURENESS = {"official": 1.0}
_LESS_SURE = 0.8
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
class Demand:
    """A category that is needed at least, the reason in words, its source and how sure it is (0 to 1)."""

    category: Category
    reason: Localized
    source: Citation
    sureness: float


def is_below(category: Category, other: Category) -> bool:
    """Whether a category ranks below another."""
    return RANK.index(category) < RANK.index(other)


@_once
def demands(case: Case) -> tuple[Demand, ...]:
    """What is surely needed: by the claim, by each known fact, by the cost whatever the production."""
    return tuple(_demands(case))


def _demands(case: Case) -> Iterator[Demand]:
    claimed = case.episode.category
    if claimed:
        ground = case.provisions.source("nrta-2024-35", Localized("the three categories", "三个类别"))
        yield Demand(claimed, _CLAIMED, ground, 1.0)
    for fact in _FACTS:
        row = case.provisions.trigger(fact, case.as_of)
        if getattr(case.episode, fact) and row:
            earlier = (case.provisions.trigger(fact, day) for day in _earlier_days(case))
            category = _lowest([row.category, *(other.category for other in earlier if other)])
            yield _demand(case, row, category, _WORDS[fact])
    by_cost = cost_demands(case)
    if by_cost:
        yield min(by_cost, key=lambda demand: RANK.index(demand.category))


@_once
def cost_demands(case: Case) -> tuple[Demand, ...]:
    """What the cost demands for each kind of production that the drama may be."""
    return tuple(_cost_demands(case))


def _cost_demands(case: Case) -> Iterator[Demand]:
    cost = case.episode.investment_cny
    if cost is None:
        return
    for production in [case.episode.production] if case.episode.production else _PRODUCTIONS:
        row = case.provisions.limit(production, case.as_of)
        if row:
            earlier = (case.provisions.limit(production, day) for day in _earlier_days(case))
            category = _lowest([row.category(cost), *(other.category(cost) for other in earlier if other)])
            of = _NAMES[production] if case.episode.production else _ANY
            yield _demand(case, row, category, _COST.filled(cost=f"{cost:,}", production=of))


def _earlier_days(case: Case) -> tuple[date, ...]:
    """The day on which the drama went online, where it is known and lies before the case's day."""
    published = case.episode.published_on
    return (published,) if published and published < case.as_of else ()


def _lowest(categories: list[Category]) -> Category:
    return min(categories, key=RANK.index)


def _demand(case: Case, row: LimitRow | TriggerRow, category: Category, reason: Localized) -> Demand:
    return Demand(category, reason, case.provisions.ground_of(row), _SURENESS.get(row.evidence, _LESS_SURE))
