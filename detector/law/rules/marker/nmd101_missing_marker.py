"""NMD101 missing-marker: no review or record number stands in the opening."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.coverage import certainty_of_absence
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "No review or record number was seen in {frames} frames of the opening; letters of {px} px were legible.",
    "片头{frames}帧画面中均未见许可证号或登记备案号，其中高{px}像素的字本可识读。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.overlay or not is_number_needed(case) or not shows_no_number(case):
        return
    opening = case.opening
    message = MESSAGE.filled(frames=opening.frames_seen, px=opening.legible_px)
    yield RULE.finding(message, certainty_of_absence(case))


RULE = Rule(
    code="NMD101",
    name="missing-marker",
    name_zh="缺少编号",
    severity="block",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins="recorded-only-from",
    check=_check,
)
