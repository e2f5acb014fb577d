"""NMD308 duration-differs: the episode is much longer or shorter than registered.

What it checks
    Whether the episode's length is within half and double of the average in the record. The confidence is
    0.8 of the marker's, because episodes differ in length.

Why
    A film cut in pieces, or a drama under a foreign number, has other lengths than the record.

Fires
    The episode is less than half or more than double as long as the average of every record of the
    numbers that stand there.

Stays silent
    The episode's length is not given; a record has none. There is no registry, or it does not have the
    number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Compare the episode with the one that was reviewed, or have the change registered.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD308 时长与登记不符：本集时长远超或远不及登记的时长。

检查内容
    本集时长是否在登记的每集平均时长的一半至两倍之间。因各集时长不尽相同，置信度为编号的置信度乘以0.8。

依据
    长片切条，或者剧目借用他剧编号的，时长与登记不符。

触发情形
    本集时长不足画面上各编号登记的每集平均时长的一半，或超过其两倍。

不触发情形
    本集时长未知；有一项登记未载明时长；没有登记库；登记库没有该编号（NMD301、NMD922）或未予答
    复（NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    将本集与经审核的版本核对，或办理变更登记。
"""

MESSAGE = Localized(
    "The episode has {length} s, the record of {number} {registered} s.",
    "本集时长{length}秒；{number}登记的每集平均时长为{registered}秒。",
)

SURENESS = 0.8


def _check(case: Case) -> Iterator[Finding]:
    length, found = case.episode.duration_ms, list(entries(case))
    if length is None or any(_fits(length, entry.episode_ms) for _, entry in found):
        return
    for marker, entry in found:
        registered = f"{(entry.episode_ms or 0) / 1000:.0f}"
        message = MESSAGE.filled(length=f"{length / 1000:.0f}", number=called(marker), registered=registered)
        yield RULE.finding(message, (marker.confidence or 0.0) * SURENESS)


def _fits(length_ms: int, registered_ms: int | None) -> bool:
    return registered_ms is None or registered_ms <= 2 * length_ms <= 4 * registered_ms


RULE = Rule(
    code="NMD308",
    name="duration-differs",
    name_zh="时长与登记不符",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the dossier has duration and number of episodes", "报备材料含时长和集数")
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
