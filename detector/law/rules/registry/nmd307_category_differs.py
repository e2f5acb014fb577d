"""NMD307 category-differs: the record has another category."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Category, Finding

MESSAGE = Localized(
    "The record of {number} has the category {category}, {others}.",
    "{number}的登记类别为“{category}”，{others}。",
)
BY_NUMBER = Localized("the number says {category}", "编号所示类别为“{category}”")
BY_CLAIM = Localized("the claim says {category}", "申报类别为“{category}”")


def _check(case: Case) -> Iterator[Finding]:
    for marker, entry in entries(case):
        categories = ((BY_NUMBER, marker.category), (BY_CLAIM, case.episode.category))
        others = [
            phrase.filled(category=_name(case, category))
            for phrase, category in categories
            if category and category != entry.category
        ]
        if entry.category and others:
            name = _name(case, entry.category)
            message = MESSAGE.filled(number=display_number(marker), category=name, others=listed(others))
            yield RULE.finding(message, marker.confidence or 0.0)


def _name(case: Case, category: Category) -> Localized:
    return Localized(category, case.provisions.class_name(category, case.as_of))


RULE = Rule(
    code="NMD307",
    name="category-differs",
    name_zh="类别与登记不符",
    severity="warn",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    check=_check,
)
