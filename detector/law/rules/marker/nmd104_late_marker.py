"""NMD104 late-marker: the number appears late.

What it checks
    When the number was first seen. The confidence is the marker's.

Why
    The number belongs into the title sequence. No law says where that ends, so the time is the policy's
    (`late_after_ms`), and this is a warning.

Fires
    Every number was first seen later than the policy says.

Stays silent
    A number was seen in time; a number is unsure or contradicted (NMD902, NMD903); it is a promotional
    clip; the policy asks for no number on this episode, or which one it is is not known.

Mend
    Show the number in the title sequence, at the start of the episode.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import undoubted_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD104 编号出现过晚：编号出现得过晚。

检查内容
    编号第一次读到的时刻。置信度为编号的置信度。

依据
    编号应当在片头标明。法规未规定片头到何时为止，故以检查方案的时限（`late_after_ms`）为准，仅作警告。

触发情形
    所有编号第一次出现的时刻都晚于检查方案的时限。

不触发情形
    有一个编号及时出现；编号识读把握不足或各帧结果不一（NMD902、NMD903）；视频为宣传片；检查方案不要求本
    集标明编号，或集号不明。

整改方法
    将编号放在每集开头的片头中。
"""

MESSAGE = Localized(
    "{number} first appears at {first} ms, after {late} ms.",
    "{number}于{first}毫秒处首次出现，晚于{late}毫秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case)
    late_ms = case.policy.late_after_ms
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    if not all((marker.first_ms or 0) > late_ms for marker in markers):
        return
    for marker in markers:
        message = MESSAGE.filled(number=marker.number, first=marker.first_ms, late=late_ms)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD104",
    name="late-marker",
    name_zh="编号出现过晚",
    severity="warn",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
    lifted_by="nothing",
)
