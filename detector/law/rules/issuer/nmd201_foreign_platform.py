"""NMD201 foreign-platform: the number was given by another platform."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.platform_numbers import foreign_numbers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is a number of {prefix}, valid on {valid}, not on {app}.",
    "{number}系{prefix}平台备案号，仅限{valid}使用，不得用于{app}。",
)
ON_A_CLIP = Localized(
    "{number} is a number of {prefix}, valid on {valid}, not on {app}; a promotional clip shows the number "
    "of the platform on which the drama is.",
    "{number}系{prefix}平台备案号，仅限{valid}使用，不得用于{app}；宣传推广素材标注该剧所在播出平台的备案号，不据此拦截。",
)


def _check(case: Case) -> Iterator[Finding]:
    foreign = foreign_numbers(case)
    if any(number.is_doubtful for number in foreign):
        return
    is_clip = case.episode.kind == "promo"
    for number in foreign:
        message = (ON_A_CLIP if is_clip else MESSAGE).filled(
            number=display_number(number.marker),
            prefix=number.row.prefix,
            valid=listed(number.row.apps),
            app=number.app,
        )
        yield RULE.finding(message, number.marker.confidence or 0.0, severity="note" if is_clip else None)


RULE = Rule(
    code="NMD201",
    name="foreign-platform",
    name_zh="使用其他平台编号",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized(
            "each platform shows its own number, never another platform's",
            "各平台标注自己的编号，不得使用其他平台编号",
        ),
    ),
    begins="recorded-only-from",
    check=_check,
)
