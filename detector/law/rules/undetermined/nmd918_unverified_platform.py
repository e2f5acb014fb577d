"""NMD918 unverified-platform: what speaks against a platform's number rests on a guess."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.platform_numbers import foreign_numbers, platform_reviews
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

GUESSED = Localized(
    "Whether {number} is valid on {app} is not known: the apps of {prefix} are guessed.",
    "无法确定{number}在{app}是否有效：{prefix}平台备案号的适用范围系推测。",
)
ONE_OPERATOR = Localized(
    "Whether {number} is valid on {app} is not known: it may be of the operator of {prefix}.",
    "无法确定{number}在{app}是否有效：{app}与{prefix}可能同属一家平台。",
)
REVIEW_SOURCE = source(
    "nrta-2024-35",
    Localized("review numbers are given by NRTA or a province", "审字编号由总局或省级广播电视主管部门核发"),
)
REVIEW = Localized(
    "Whether {number} can exist is not known: platforms give no review numbers (审字), and that {prefix} "
    "stands for one is guessed.",
    "无法确定{number}是否可能存在：平台无权核发审字编号，而“{prefix}”作为平台简称系推测。",
)


def _check(case: Case) -> Iterator[Finding]:
    reviews = platform_reviews(case)
    for review in reviews if any(one.is_doubtful for one in reviews) else ():
        marker = review.marker
        said = REVIEW.filled(number=display_number(marker), prefix=review.row.prefix)
        yield RULE.finding(said, marker.confidence or 0.0, REVIEW_SOURCE)
    foreign = foreign_numbers(case)
    if case.episode.kind == "promo":
        return
    for number in (number for number in foreign if number.is_doubtful):
        phrase = GUESSED if number.row.evidence == "likely" else ONE_OPERATOR
        message = phrase.filled(
            number=display_number(number.marker), app=number.app, prefix=number.row.prefix
        )
        yield RULE.finding(message, number.marker.confidence or 0.0)


RULE = Rule(
    code="NMD918",
    name="unverified-platform",
    name_zh="平台适用范围未核实",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized(
            "each platform shows its own number, never another platform's",
            "各平台标注自己的备案号，不得使用其他平台备案号",
        ),
    ),
    begins="recorded-only-from",
    check=_check,
)
