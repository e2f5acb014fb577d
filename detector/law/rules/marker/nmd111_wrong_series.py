"""NMD111 wrong-series: a drama from after the notice shows a number of a series not for micro-dramas."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.legacy_numbers import is_of_a_wrong_series
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "This series is not for micro-dramas: {numbers}.",
    "该类编号不适用于微短剧：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_of_a_wrong_series(case):
        numbers = listed(sorted({marker.number for marker in case.markers}))
        confidence = min(marker.confidence or 0.0 for marker in case.markers)
        yield RULE.finding(MESSAGE.filled(numbers=numbers), confidence)


RULE = Rule(
    code="NMD111",
    name="wrong-series",
    name_zh="编号类别不符",
    severity="block",
    source=source("nrta-2024-35", Localized("the three forms of the number", "编号的三种格式")),
    begins="recorded-only-from",
    check=_check,
)
