"""NMD306 surplus-episode: the episode lies beyond those that were registered."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "This is episode {episode}; {number} was given for {count}.",
    "本集为第{episode}集；{number}登记的集数为{count}集。",
)


def _check(case: Case) -> Iterator[Finding]:
    number, found = case.episode.number, list(entries(case))
    if number is None or any(entry.episodes is None or number <= entry.episodes for _, entry in found):
        return
    for marker, entry in found:
        message = MESSAGE.filled(episode=number, number=display_number(marker), count=entry.episodes)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD306",
    name="surplus-episode",
    name_zh="超出登记集数",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized("nothing unreviewed and unrecorded may be online", "未经审核且备案的不得上线传播"),
    ),
    begins="recorded-only-from",
    check=_check,
)
