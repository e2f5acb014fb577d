"""NMD202 platform-issued-review: a platform's name stands before a review number, which cannot exist."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.platform_numbers import platform_reviews
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} cannot exist: a platform gives record numbers (备字), no review numbers.",
    "{number}不可能存在：平台只能编制备字编号，无权核发审字编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    reviews = platform_reviews(case)
    if any(review.is_doubtful for review in reviews):
        return
    for review in reviews:
        marker = review.marker
        yield RULE.finding(MESSAGE.filled(number=display_number(marker)), marker.confidence or 0.0)


RULE = Rule(
    code="NMD202",
    name="platform-issued-review",
    name_zh="平台不得发审字号",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized(
            "review numbers are given by NRTA or a province", "审字编号由总局或省级广播电视主管部门核发"
        ),
    ),
    begins="recorded-only-from",
    check=_check,
)
