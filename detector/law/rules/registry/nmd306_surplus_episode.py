"""NMD306 surplus-episode: the episode lies beyond those that were registered.

What it checks
    Whether the episode's number is greater than the count of episodes in the record. The confidence is
    the marker's.

Why
    What is beyond the record was not reviewed.

Fires
    The episode's number is greater than the count of every record of the numbers that stand there.

Stays silent
    The episode's number is not given; a record has no count. There is no registry, or it does not have
    the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902,
    NMD903).

Mend
    Have the change of the count registered and import a newer list, or take the episode off.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD306 超出登记集数：本集超出登记的集数。

检查内容
    本集集号是否大于登记的集数。置信度为编号的置信度。

依据
    超出登记范围的内容未经审核。

触发情形
    本集集号大于画面上各编号登记的集数。

不触发情形
    集号未知；有一项登记未载明集数；没有登记库；登记库没有该编号（NMD301、NMD922）或未予答复（NMD921）；编号识
    读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    办理集数变更登记并导入较新的登记数据，或下架该集。
"""

MESSAGE = Localized(
    "This is episode {episode}; {number} was given for {count}.",
    "本集为第{episode}集；{number}登记的集数为{count}集。",
)


def _check(case: Case) -> Iterator[Finding]:
    number, found = case.episode.number, list(entries(case))
    if number is None or any(entry.episodes is None or number <= entry.episodes for _, entry in found):
        return
    for marker, entry in found:
        message = MESSAGE.filled(episode=number, number=called(marker), count=entry.episodes)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD306",
    name="surplus-episode",
    name_zh="超出登记集数",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized("nothing unreviewed and unrecorded may be online", "未经审核且备案的不得上网传播"),
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
