"""NMD907 uncovered-date: the rules of so early a day are not held, and the number alone is not enough."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words, listed
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.rule import Rule
from detector.law.rules.category import nmd401_category_too_low
from detector.law.rules.issuer import nmd201_foreign_platform, nmd202_platform_issued_review
from detector.law.rules.marker import nmd105_claimed_number_differs, nmd106_impossible_year
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The law of {day} for a drama without a sure number is not held.",
    "未收录{day}关于没有可靠编号的剧的规定。",
)
WOULD_BE_A_BREACH = Localized(
    "The law of {day} is not held; by that of {later} this is a breach ({codes}).",
    "未收录{day}的规定；按{later}的规定属于违规（{codes}）。",
)

_LATER = (
    nmd105_claimed_number_differs.RULE,
    nmd106_impossible_year.RULE,
    nmd201_foreign_platform.RULE,
    nmd202_platform_issued_review.RULE,
    nmd401_category_too_low.RULE,
)


def _check(case: Case) -> Iterator[Finding]:
    breaches = [rule.code for rule in _LATER if any(True for _ in rule.check(case))]
    if not reliable_current_markers(case):
        yield RULE.finding(MESSAGE.filled(day=in_words(case.as_of)), 1.0)
    elif breaches:
        later, codes = in_words(case.provisions.day("recorded-only-from")), listed(breaches)
        yield RULE.finding(WOULD_BE_A_BREACH.filled(day=in_words(case.as_of), later=later, codes=codes), 1.0)


RULE = Rule(
    code="NMD907",
    name="uncovered-date",
    name_zh="日期不在范围",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized(
            "nothing unreviewed may be online from 2024-06-01", "自2024年6月1日起未经审核且备案的不得上线传播"
        ),
    ),
    begins=None,
    ends="back-filing-until",
    check=_check,
)
