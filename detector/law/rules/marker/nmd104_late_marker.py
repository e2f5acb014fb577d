"""NMD104 late-marker: the number appears late."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} first appears at {first} ms, after {late} ms.",
    "{number}于{first}毫秒处首次出现，晚于{late}毫秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = reliable_current_markers(case)
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
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins="recorded-only-from",
    check=_check,
    lifted_by="nothing",
)
