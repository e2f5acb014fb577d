"""NMD502 two-numbers-in-one-drama: the episodes of one drama show different numbers."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import number_key, one_digit_outliers
from detector.law.evidence.certainty import reliable_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} stands here, {others} on other episodes of the drama or beside it.",
    "本集编号为{number}，本剧另出现编号{others}。",
)
OTHER = Localized("{number} × {count}", "{number}（{count}次）")


def _check(case: Case) -> Iterator[Finding]:
    if case.catalogue is None:
        return
    odd = one_digit_outliers(case.catalogue)
    for marker in reliable_markers(case):
        key, issuer = number_key(marker), marker.issuer
        others = [
            other
            for other in case.catalogue.numbers
            if other.key != key and not {other.key, key} & odd
            # Numbers of two platforms do not contradict each other: each gives its own.
            if other.issuer == issuer.abbreviation or {other.kind, issuer.kind} != {"platform"}
        ]
        if others:
            numbers = listed(OTHER.filled(number=other.number, count=other.episodes) for other in others)
            message = MESSAGE.filled(number=marker.number, others=numbers)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD502",
    name="two-numbers-in-one-drama",
    name_zh="一剧多号",
    severity="block",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
