"""NMD901 unreadable-opening: too little of the opening was seen to say that no number stands there."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.coverage import coverage_doubts
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Too little was seen to look for a number: {doubts}.", "可用画面过少，无法查找编号：{doubts}。"
)


def _check(case: Case) -> Iterator[Finding]:
    doubts = () if case.markers else coverage_doubts(case)
    if doubts:
        yield RULE.finding(MESSAGE.filled(doubts=listed(doubts)), 1.0)


RULE = Rule(
    code="NMD901",
    name="unreadable-opening",
    name_zh="片头无法检查",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins=None,
    check=_check,
)
