"""NMD505 inconsistent-title: episodes with the same number bear titles that are nearly the same.

What it checks
    Whether the episode's number stands on more episodes under a title that is nearly this one. The
    confidence is the marker's, times how like the titles are.

Why
    One drama under two spellings cannot be counted, compared or looked up; and since 2026-09-01 the
    title must stand in the title sequence as it was recorded.

Fires
    Another title, at least 75 % like this one, has the number on as many episodes or more.

Stays silent
    There is no catalogue: one episode is looked at alone. The titles differ in punctuation, width,
    season or episode alone; they are less than 75 % like each other (NMD501); this title is the
    more frequent one.

Mend
    Use the recorded title in the catalogue for all episodes.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.catalogue_context import Neighbours, identity
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.registry_facts import MISSPELT, likeness_to, titles
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD505 剧名写法不一：标明同一编号的各集，剧名相近而不相同。

检查内容
    本集的编号是否在更多集中以相近的剧名出现。置信度为编号的置信度，乘以剧名的相似程度。

依据
    一部剧有两种写法，即无法统计、核对和查找；自2026年9月1日起，片头还须标明登记的剧名。

触发情形
    另一剧名与本剧名的相似程度达到75%，且标明该编号的集数不少于本剧名。

不触发情形
    没有目录，仅检查单集；剧名仅有标点、全半角、季数或集数的差别；相似程度不足75%（NMD501）
    ；本剧名更为常见。

整改方法
    目录中各集统一使用登记的剧名。
"""

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
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
