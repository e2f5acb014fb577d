"""NMD103 too-brief-marker: the number stands there for too short a time.

What it checks
    For how long the number was seen: between the samples that show it, and if that is less than the least
    time, from its first frame to its last. The confidence is the marker's.

Why
    The number must stand in an obvious place. No law says for how many seconds, so the least time is the
    policy's (`min_marker_ms`), and this is a warning.

Fires
    Every number was seen for less than the least time, and the whole opening was seen.

Stays silent
    A number was seen for long enough; the examined opening ends before the least time is over; much of the
    opening was not seen; a number is unsure or contradicted (NMD902, NMD903); it is a promotional clip; the
    policy asks for no number on this episode, or which one it is is not known.

Mend
    Show the number for some seconds, as long as a viewer needs to read it.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import is_readable, undoubted_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD103 编号显示过短：编号显示的时间过短。

检查内容
    编号显示的时长：以读到编号的取样画面计；不足最短时长的，再逐帧核对首尾。置信度为编号的置信度。

依据
    编号应当在显著位置标明。法规未规定秒数，故以检查方案的最短时长（`min_marker_ms`）为准，仅作警告。

触发情形
    所有编号的显示时长都短于要求，且片头画面完整可用。

不触发情形
    有一个编号显示时间足够；受检片头在最短时长届满前结束；片头有较多画面未能看到；编号识读把握不足或各帧
    结果不一（NMD902、NMD903）；视频为宣传片；检查方案不要求本集标明编号，或集号不明。

整改方法
    延长编号的显示时间，使观众来得及看清。
"""

MESSAGE = Localized(
    "{number} was seen for {seen} ms; at least {least} ms are asked for.",
    "{number}仅显示{seen}毫秒，要求不少于{least}毫秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case)
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    if not is_readable(case):
        return
    if all(_is_brief(case, marker) for marker in markers):
        for marker in markers:
            seen_ms = (marker.last_ms or 0) - (marker.first_ms or 0)
            least_ms = case.policy.min_marker_ms
            message = MESSAGE.filled(number=marker.number, seen=seen_ms, least=least_ms)
            yield RULE.finding(message, marker.confidence or 0.0)


def _is_brief(case: Case, marker: Marker) -> bool:
    first, last, least = marker.first_ms or 0, marker.last_ms or 0, case.policy.min_marker_ms
    return last - first < least and last + least < case.opening.window_ms


RULE = Rule(
    code="NMD103",
    name="too-brief-marker",
    name_zh="编号显示过短",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标在显著位置")
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
