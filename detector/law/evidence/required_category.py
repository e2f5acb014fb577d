"""Which category a drama needs, and why: by its cost, by other facts, by its own claim.

The law of the day on which it went online decides, because a later limit neither makes an earlier number
wrong nor mends one that was wrong then; where that day is not known, the law of the case's day. A kind of
production that is not known may be any, so only what holds for all of them is sure.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from detector.i18n import Localized
from detector.law.case import Case, cached_per_case
from detector.law.evidence.claimed_number import decisive_markers
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
    """A category that is needed at least, the reason in words, its source and its confidence, 0 to 1.

    ``ground``: the claim, the cost or a fact. ``is_inferred``: no text says it, so that it blocks nothing.
    """

    ground: Literal["claim", "cost"] | Fact
    category: Category
    reason: Localized
    source: Citation
    confidence: float
    is_inferred: bool = False


def is_below(category: Category, other: Category) -> bool:
    """Whether a category ranks below another."""
    return RANK.index(category) < RANK.index(other)


def decisive_day(case: Case) -> date:
    """The day whose law decides what the drama had to carry: that on which it went online.

    It is the case's day where the other is not known or later, and the first day of the duty at the earliest:
    from then on it binds the dramas that are online already.
    """
    published = case.episode.published_on or case.as_of
    return min(case.as_of, max(published, case.provisions.day("recorded-only-from")))


@cached_per_case
def requirements(case: Case) -> tuple[Requirement, ...]:
    """What is surely needed by the law of the decisive day."""
    return requirements_on(case, decisive_day(case))


def requirements_on(case: Case, day: date) -> tuple[Requirement, ...]:
    """What the law of a day surely demands: by the claim, by known facts, by the cost for any production."""
    found: list[Requirement] = []
    if case.episode.category:
        source = case.provisions.source("nrta-2024-35", Localized("the three categories", "三个类别"))
        found.append(Requirement("claim", case.episode.category, _CLAIMED, source, 1.0))
    for fact in _FACTS:
        row = case.provisions.trigger(fact, day)
        if getattr(case.episode, fact) and row:
            found.append(_requirement(case, row, fact, row.category, _WORDS[fact]))
    by_cost = cost_requirements(case, day)
    if by_cost:
        found.append(min(by_cost, key=lambda requirement: RANK.index(requirement.category)))
    return tuple(found)


def cost_requirements(case: Case, day: date) -> tuple[Requirement, ...]:
    """What the cost requires by the law of a day, for each kind of production that the drama may be."""
    cost, production = case.episode.investment_cny, case.episode.production
    found: list[Requirement] = []
    for kind in (production,) if production else _PRODUCTIONS:
        row = case.provisions.limit(kind, day)
        if row and cost is not None:
            reason = _cost_in_words(cost, production)
            found.append(_requirement(case, row, "cost", row.category(cost), reason))
    return tuple(found)


@lru_cache(maxsize=256)  # the episodes of a drama have one cost
def _cost_in_words(cost: int, production: Production | None) -> Localized:
    return _COST.filled(cost=f"{cost:,}", production=_NAMES[production] if production else _ANY)


def highest_category(case: Case) -> Category | None:
    """The highest category that the numbers say, if all of them are surely read and say one."""
    markers = decisive_markers(case)
    categories = [marker.category for marker in markers if marker.category]
    return max(categories, key=RANK.index) if markers and len(categories) == len(markers) else None


def shortfalls(case: Case, day: date) -> tuple[Requirement, ...]:
    """What the law of a day demands and the numbers are too low for."""
    highest = highest_category(case)
    if highest in (None, RANK[-1]):
        return ()
    demands = requirements(case) if day == decisive_day(case) else requirements_on(case, day)
    return tuple(demand for demand in demands if is_below(highest, demand.category))


def _requirement(
    case: Case, row: LimitRow | TriggerRow, ground: Literal["cost"] | Fact, category: Category, why: Localized
) -> Requirement:
    confidence = 1.0 if row.evidence == "official" else _UNOFFICIAL_CONFIDENCE
    source = case.provisions.source_of(row)
    return Requirement(ground, category, why, source, confidence, row.evidence == "inferred")
