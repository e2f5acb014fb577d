"""NMD505 inconsistent-title: episodes with the same number bear titles that are nearly the same."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.catalogue_context import Neighbours, identity
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.registry_facts import MISSPELT, likeness_to, titles
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} stands on {episodes} episodes under “{title}”, here under “{mine}”.",
    "{number}另有{episodes}集的剧名为“{title}”，本集为“{mine}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.neighbours is None or not titles(case):
        return
    for marker in sure_markers(case):
        mine = _episodes(case.neighbours, identity(marker))
        for other in case.neighbours.elsewhere.get(identity(marker), ()):
            alike = likeness_to(case, (other.title,))
            if MISSPELT <= alike < 1 and other.episodes >= mine:
                message = MESSAGE.filled(
                    number=marker.number, episodes=other.episodes, title=other.title, mine=titles(case)[0]
                )
                yield RULE.finding(message, (marker.confidence or 0.0) * alike)


def _episodes(neighbours: Neighbours, number: str) -> int:
    return next((held.episodes for held in neighbours.held if held.identity == number), 0)


RULE = Rule(
    code="NMD505",
    name="inconsistent-title",
    name_zh="剧名写法不一",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    check=_check,
)
