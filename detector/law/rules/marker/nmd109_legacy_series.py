"""NMD109 legacy-series: a drama from before 2024 shows a number of an older series."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words, listed
from detector.law.case import Case
from detector.law.evidence.legacy_numbers import is_from_before_the_notice
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "A drama of {day} shows the older series: {numbers}.",
    "{day}上线的剧标有旧式编号：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_from_before_the_notice(case):
        numbers = listed(sorted({marker.number for marker in case.markers}))
        confidence = min(marker.confidence or 0.0 for marker in case.markers)
        message = MESSAGE.filled(day=in_words(case.episode.published_on or case.as_of), numbers=numbers)
        yield RULE.finding(message, confidence)


RULE = Rule(
    code="NMD109",
    name="legacy-series",
    name_zh="旧式编号",
    severity="warn",
    source=source(
        "nrta-2022-128",
        Localized("licences and records before the notice on micro-dramas", "微短剧通知之前的许可与备案"),
    ),
    begins=None,
    check=_check,
)
