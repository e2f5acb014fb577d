"""NMD309 episode-count-differs: the drama has another count of episodes than registered.

What it checks
    Whether the count of the drama's episodes is that of the record. The confidence is the marker's.

Why
    A count that differs shows another drama's number, or a change that nobody reviewed.

Fires
    The count is given, and differs from that of every record of the numbers that stand there.

Stays silent
    The count is not given; a record has none. There is no registry, or it does not have the number
    (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Have the change of the count registered and import a newer list, or mend the catalogue.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD309 集数与登记不符：该剧集数与登记的集数不同。

检查内容
    该剧集数是否与登记的集数一致。置信度为编号的置信度。

依据
    集数不同，说明编号属于另一部剧，或者有变更未经审核。

触发情形
    集数已知，且与画面上各编号登记的集数均不同。

不触发情形
    集数未知；有一项登记未载明集数；没有登记库；登记库没有该编号（NMD301、NMD922）或未予答复
    （NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    办理集数变更登记并导入较新的登记数据，或更正目录。
"""

MESSAGE = Localized(
    "The drama has {count} episodes, the record of {number} {registered}.",
    "该剧共{count}集；{number}登记的集数为{registered}集。",
)


def _check(case: Case) -> Iterator[Finding]:
    count, found = case.episode.episodes, list(entries(case))
    if count is None or any(entry.episodes in (None, count) for _, entry in found):
        return
    for marker, entry in found:
        message = MESSAGE.filled(count=count, number=called(marker), registered=entry.episodes)
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
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
