"""NMD302 title-mismatch: the number was given to another drama."""

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
    "{number} was given to {named}, not to {titles}.",
    "{number}系“{named}”的编号，并非“{titles}”的编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    titles = catalogue_titles(case)
    found = [(marker, entry, registered_title_similarity(case, entry)) for marker, entry in entries(case)]
    if not titles or any(similarity >= SAME_TITLE_MIN_SIMILARITY for _, _, similarity in found):
        return
    for marker, entry, similarity in found:
        named = " / ".join(entry.titles_on(case.as_of))
        message = MESSAGE.filled(number=display_number(marker), named=named, titles=" / ".join(titles))
        yield RULE.finding(message, (marker.confidence or 0.0) * (1 - similarity))


RULE = Rule(
    code="NMD302",
    name="title-mismatch",
    name_zh="编号与剧名不符",
    severity="block",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
