"""NMD504 digit-differs-from-siblings: one digit differs from the number on the drama's other episodes."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.catalogue_context import number_key, one_digit_outliers
from detector.law.evidence.certainty import reliable_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} stands here, {main} on {episodes} other episodes of the drama: one digit differs.",
    "本集编号为{number}，本剧另有{episodes}集为{main}，仅差一位数字。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.catalogue is None:
        return
    odd = one_digit_outliers(case.catalogue)
    for marker in reliable_markers(case):
        if number_key(marker) in odd:
            main = case.catalogue.numbers[0]
            message = MESSAGE.filled(number=marker.number, main=main.number, episodes=main.episodes)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD504",
    name="digit-differs-from-siblings",
    name_zh="与他集编号差一位",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
