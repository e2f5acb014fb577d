"""NMD505 inconsistent-title: episodes with the same number bear titles that are nearly the same."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.catalogue_context import number_key
from detector.law.evidence.certainty import reliable_markers
from detector.law.evidence.registry_facts import (
    SAME_TITLE_MIN_SIMILARITY,
    catalogue_titles,
    similarity_to_titles,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} stands on {episodes} episodes under “{title}”, here under “{mine}”.",
    "{number}另有{episodes}集的剧名为“{title}”，本集为“{mine}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.catalogue is None or not catalogue_titles(case):
        return
    for marker in reliable_markers(case):
        key = number_key(marker)
        mine = next((number.episodes for number in case.catalogue.numbers if number.key == key), 0)
        for other in case.catalogue.other_dramas.get(key, ()):
            similarity = similarity_to_titles(case, (other.title,))
            if SAME_TITLE_MIN_SIMILARITY <= similarity < 1 and other.episodes >= mine:
                message = MESSAGE.filled(
                    number=marker.number,
                    episodes=other.episodes,
                    title=other.title,
                    mine=catalogue_titles(case)[0],
                )
                yield RULE.finding(message, (marker.confidence or 0.0) * similarity)


RULE = Rule(
    code="NMD505",
    name="inconsistent-title",
    name_zh="剧名写法不一",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
