"""NMD112 too-small-marker: the number is drawn too small to be read by viewers."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.evidence.text_height import letters_share
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MESSAGE = Localized(
    "{number} is {height} px high on a frame of {side} px; at least {least} px are asked for.",
    "按短边{side}像素折算，{number}行高{height}像素，要求不低于{least}像素。",
)


SHORT_SIDE_PX = 720


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    least_px = case.policy.min_text_height_px
    heights = {marker: _row_height_px(case, marker) for marker in reliable_current_markers(case)}
    if all(height < least_px for height in heights.values()):
        for marker, height in heights.items():
            sizes = {"height": f"{height:.0f}", "side": SHORT_SIDE_PX, "least": least_px}
            message = MESSAGE.filled(number=marker.number, **sizes)
            yield RULE.finding(message, marker.confidence or 0.0)


def _row_height_px(case: Case, marker: Marker) -> float:
    if marker.quad is None:
        return float(SHORT_SIDE_PX)
    return letters_share(case.opening, marker.quad, marker.printed) * SHORT_SIDE_PX


RULE = Rule(
    code="NMD112",
    name="too-small-marker",
    name_zh="编号字号过小",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标注在明显位置")
    ),
    begins="recorded-only-from",
    check=_check,
)
