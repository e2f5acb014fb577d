"""NMD311 misspelt-title: the title is nearly the one registered."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import (
    SAME_TITLE_MIN_SIMILARITY,
    catalogue_titles,
    entries,
    registered_title_similarity,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} was given to {named}, here it is {titles}.",
    "{number}系“{named}”的编号，此处剧名为“{titles}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    found = [(registered_title_similarity(case, entry), marker, entry) for marker, entry in entries(case)]
    similarity, marker, entry = max(found, key=lambda known: known[0], default=(0.0, None, None))
    if marker and entry and SAME_TITLE_MIN_SIMILARITY <= similarity < 1:
        named = " / ".join(entry.titles_on(case.as_of))
        titles = " / ".join(catalogue_titles(case))
        message = MESSAGE.filled(number=display_number(marker), named=named, titles=titles)
        yield RULE.finding(message, (marker.confidence or 0.0) * similarity)


RULE = Rule(
    code="NMD311",
    name="misspelt-title",
    name_zh="剧名疑似误写",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
