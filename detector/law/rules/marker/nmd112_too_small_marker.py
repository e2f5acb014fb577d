"""NMD112 too-small-marker: the number is drawn too small to be read by viewers.

What it checks
    How high the rows of the number are, against the policy's least height (`min_text_height_px`), both in
    px of a frame whose short side is 720 px. The height is that of the box round the text, about half as
    high again as its letters. The confidence is the marker's.

Why
    The number must stand in an obvious place. No law gives a size, so this is a warning.

Fires
    The rows of every number are lower than the policy asks for.

Stays silent
    A number is high enough; the policy gives no height; a number is unsure or contradicted (NMD902,
    NMD903); it is a promotional clip; the policy asks for no number on this episode, or which one it is is
    not known.

Mend
    Draw the number larger.
"""

from collections.abc import Iterator
from math import dist

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import undoubted_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD112 编号字号过小：编号字号过小，观众难以看清。

检查内容
    编号各行的高度是否达到检查方案的要求（`min_text_height_px`），均折算为短边720像素的画面。高度取文字
    外框，约比字高多出一半。置信度为编号的置信度。

依据
    编号应当在显著位置标明。法规未规定字号，故仅作警告。

触发情形
    所有编号的行高都低于检查方案的要求。

不触发情形
    有一个编号高度足够；检查方案未规定高度；编号识读把握不足或各帧结果不一（NMD902、NMD903）；视频为宣传
    片；检查方案不要求本集标明编号，或集号不明。

整改方法
    加大编号的字号。
"""

MESSAGE = Localized(
    "{number} is {height} px high on a frame of {side} px; at least {least} px are asked for.",
    "按短边{side}像素折算，{number}行高{height}像素，要求不低于{least}像素。",
)


SHORT_SIDE_PX = 720


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    least_px = case.policy.min_text_height_px
    heights = {marker: _row_height_px(case, marker) for marker in undoubted_markers(case)}
    if all(height < least_px for height in heights.values()):
        for marker, height in heights.items():
            sizes = {"height": f"{height:.0f}", "side": SHORT_SIDE_PX, "least": least_px}
            message = MESSAGE.filled(number=marker.number, **sizes)
            yield RULE.finding(message, marker.confidence or 0.0)


def _row_height_px(case: Case, marker: Marker) -> float:
    """A number is many times longer than high, however it runs: the box's short side holds its rows."""
    if marker.quad is None:
        return float(SHORT_SIDE_PX)
    first, second, third, _ = marker.quad
    rows = marker.printed.count("\n") + 1
    frame = min(case.opening.width_px, case.opening.height_px)
    return min(dist(first, second), dist(second, third)) / rows * SHORT_SIDE_PX / frame


RULE = Rule(
    code="NMD112",
    name="too-small-marker",
    name_zh="编号字号过小",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标在显著位置")
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
