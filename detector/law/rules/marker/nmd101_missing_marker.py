"""NMD101 missing-marker: no review or record number stands in the opening."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.claimed_number import does_app_draw_number
from detector.law.evidence.coverage import certainty_of_absence
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized("No review or record number was seen in the opening.", "片头未见许可证号／备案号。")


def _check(case: Case) -> Iterator[Finding]:
    if does_app_draw_number(case) or not is_number_needed(case) or not shows_no_number(case):
        return
    yield RULE.finding(MESSAGE, certainty_of_absence(case))


RULE = Rule(
    code="NMD101",
    name="missing-marker",
    name_zh="缺少编号",
    severity="block",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins="recorded-only-from",
    check=_check,
)
