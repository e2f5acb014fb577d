"""NMD904 old-series-only: only a number of an older series stands there."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.legacy_numbers import (
    is_from_before_the_notice,
    is_of_a_wrong_series,
    only_older_series,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Only an older series stands there: {numbers}.",
    "片头仅有旧式编号：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not only_older_series(case) or is_from_before_the_notice(case) or is_of_a_wrong_series(case):
        return
    numbers = listed(sorted({marker.number for marker in case.markers}))
    confidence = max(marker.confidence or 0.0 for marker in case.markers)
    yield RULE.finding(MESSAGE.filled(numbers=numbers), confidence)


RULE = Rule(
    code="NMD904",
    name="old-series-only",
    name_zh="仅有旧式编号",
    severity="warn",
    source=source(
        "nrta-2022-128",
        Localized("licences and records before the notice on micro-dramas", "微短剧通知之前的许可与备案"),
    ),
    begins=None,
    check=_check,
)
