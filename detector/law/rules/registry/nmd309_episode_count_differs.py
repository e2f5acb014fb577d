"""NMD309 episode-count-differs: the drama has another count of episodes than registered."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The drama has {count} episodes, the record of {number} {registered}.",
    "该剧共{count}集；{number}登记的集数为{registered}集。",
)


def _check(case: Case) -> Iterator[Finding]:
    count, found = case.episode.episodes, list(entries(case))
    if count is None or any(entry.episodes in (None, count) for _, entry in found):
        return
    for marker, entry in found:
        message = MESSAGE.filled(count=count, number=display_number(marker), registered=entry.episodes)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD309",
    name="episode-count-differs",
    name_zh="集数与登记不符",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the dossier has duration and number of episodes", "报备材料含时长和集数")
    ),
    begins="recorded-only-from",
    check=_check,
)
