"""Which category a drama needs, and why: by its cost, by other facts, by its own claim.

The law of the case's day decides. Where the drama went online earlier, a demand counts only as far as it
held on that day too, because a later limit does not make an earlier number wrong. A kind of production that
is not known may be any, so only what holds for all of them is sure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from detector.law.case import Case
from detector.law.rows import Fact, LimitRow, TriggerRow
from detector.records import Category, Production, Source

RANK: tuple[Category, ...] = ("other", "ordinary", "key")
"""The categories from the lowest to the highest."""

_SURENESS = {"official": 1.0}
_LESS_SURE = 0.8
_FACTS: tuple[Fact, ...] = get_args(Fact)
_PRODUCTIONS: tuple[Production, ...] = get_args(Production)
_WORDS: dict[Fact, str] = {
    "special_theme": "a special theme",
    "front_page": "a place on the front page",
    "promotion": "main promotion in the investment invitation",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """A category that is needed at least, the reason in words, its source and how sure it is (0 to 1)."""

    category: Category
    reason: str
    source: Source
    sureness: float


def is_below(category: Category, other: Category) -> bool:
    """Whether a category ranks below another."""
    return RANK.index(category) < RANK.index(other)


def demands(case: Case) -> Iterator[Demand]:
    """What is surely needed: by the claim, by each known fact, by the cost whatever the production."""
    claimed = case.episode.category
    if claimed:
        source = case.provisions.source("nrta-2024-35", "the three categories")
        yield Demand(claimed, "the category claimed", source, 1.0)
    for fact in _FACTS:
        row = case.provisions.trigger(fact, case.as_of)
        if getattr(case.episode, fact) and row:
            earlier = (case.provisions.trigger(fact, day) for day in _earlier_days(case))
            category = _lowest([row.category, *(other.category for other in earlier if other)])
            yield _demand(case, row, category, _WORDS[fact])
    by_cost = list(cost_demands(case))
    if by_cost:
        yield min(by_cost, key=lambda demand: RANK.index(demand.category))


def cost_demands(case: Case) -> Iterator[Demand]:
    """What the cost demands for each kind of production that the drama may be."""
    cost = case.episode.investment_cny
    if cost is None:
        return
    for production in [case.episode.production] if case.episode.production else _PRODUCTIONS:
        row = case.provisions.limit(production, case.as_of)
        if row:
            earlier = (case.provisions.limit(production, day) for day in _earlier_days(case))
            category = _lowest([row.category(cost), *(other.category(cost) for other in earlier if other)])
            yield _demand(case, row, category, f"a cost of {cost} yuan ({production})")


def _earlier_days(case: Case) -> tuple[date, ...]:
    """The day on which the drama went online, where it is known and lies before the case's day."""
    published = case.episode.published_on
    return (published,) if published and published < case.as_of else ()


def _lowest(categories: list[Category]) -> Category:
    return min(categories, key=RANK.index)


def _demand(case: Case, row: LimitRow | TriggerRow, category: Category, reason: str) -> Demand:
    source = case.provisions.source(row.source, row.clause)
    return Demand(category, reason, source, _SURENESS.get(row.evidence, _LESS_SURE))
