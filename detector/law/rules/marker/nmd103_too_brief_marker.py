"""NMD103 too-brief-marker: the number stands there for too short a time."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.evidence.coverage import is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} was seen for {seen} ms; at least {least} ms are asked for.",
    "{number}仅显示{seen}毫秒，要求不少于{least}毫秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" or not is_number_needed(case):
        return
    if not is_readable(case):
        return
    least_ms = case.policy.min_marker_ms
    seen_ms = {
        marker: (marker.last_ms or 0) - (marker.first_ms or 0) for marker in reliable_current_markers(case)
    }
    # One that stands there near the end of the opening may stand on behind it.
    if all(
        seen < least_ms and (marker.last_ms or 0) + least_ms < case.opening.window_ms
        for marker, seen in seen_ms.items()
    ):
        for marker, seen in seen_ms.items():
            message = MESSAGE.filled(number=marker.number, seen=seen, least=least_ms)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD103",
    name="too-brief-marker",
    name_zh="编号显示过短",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标注在明显位置")
    ),
    begins="recorded-only-from",
    check=_check,
)
