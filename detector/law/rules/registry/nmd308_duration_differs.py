"""NMD308 duration-differs: the episode is much longer or shorter than registered."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The episode has {length} s, the record of {number} {registered} s.",
    "本集时长{length}秒；{number}登记的每集平均时长为{registered}秒。",
)

CONFIDENCE = 0.8


def _check(case: Case) -> Iterator[Finding]:
    length, found = case.episode.duration_ms, list(entries(case))
    if length is None or any(
        entry.episode_ms is None or entry.episode_ms <= 2 * length <= 4 * entry.episode_ms
        for _, entry in found
    ):
        return
    for marker, entry in found:
        registered = f"{(entry.episode_ms or 0) / 1000:.0f}"
        message = MESSAGE.filled(
            length=f"{length / 1000:.0f}", number=display_number(marker), registered=registered
        )
        yield RULE.finding(message, (marker.confidence or 0.0) * CONFIDENCE)


RULE = Rule(
    code="NMD308",
    name="duration-differs",
    name_zh="时长与登记不符",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the dossier has duration and number of episodes", "报备材料含时长和集数")
    ),
    begins="recorded-only-from",
    check=_check,
)
