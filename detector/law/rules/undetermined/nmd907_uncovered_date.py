"""NMD907 uncovered-date: the rules of so early a day are not held, and the number alone does not settle it.

What it checks
    Whether the day whose law applies is covered by these rules. The confidence is 1.

Why
    The duty to show a number binds from 2024-06-01. What bound before is not in these tables, so its
    absence then, or a number that would break the rules of that day, is neither lawful nor unlawful here.

Fires
    The day is before 2024-06-01, and no micro-drama number was read surely, or the number would be a breach
    on 2024-06-01 (NMD105, NMD106, NMD201, NMD202, NMD401).

Stays silent
    The day is 2024-06-01 or later; or a micro-drama number was read surely, nothing contradicts it, and it
    would be none.

Mend
    Judge by a later day, or by the law of that time.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.rule import Rule
from detector.law.rules.category import nmd401_category_too_low
from detector.law.rules.issuer import nmd201_foreign_platform, nmd202_platform_issued_review
from detector.law.rules.marker import nmd105_claimed_number_differs, nmd106_impossible_year
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD907 日期不在范围：未收录如此早的规定，而仅凭编号不能作出结论。

检查内容
    判定所依日期是否在本规则库的范围内。置信度为1。

依据
    标明编号的义务自2024年6月1日起执行。此前的规定未收录，故当时没有编号，或编号按2024年6月1日的规定属
    于违规的，既不能认定合规，也不能认定违规。

触发情形
    日期在2024年6月1日之前，且没有识读可靠的微短剧编号，或该编号在2024年6月1日即属违规（NMD105、NMD106、
    NMD201、NMD202、NMD401）。

不触发情形
    日期为2024年6月1日或之后；或有识读可靠且无矛盾的微短剧编号，且不属上述违规。

整改方法
    改用较晚的日期判定，或按当时的规定判断。
"""

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
    if not undoubted_markers(case):
        yield RULE.finding(MESSAGE.filled(day=case.as_of), 1.0)
    elif breaches:
        later, codes = case.provisions.day("recorded-only-from"), listed(breaches)
        yield RULE.finding(WOULD_BE_A_BREACH.filled(day=case.as_of, later=later, codes=codes), 1.0)


RULE = Rule(
    code="NMD907",
    name="uncovered-date",
    name_zh="日期不在范围",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized("nothing unreviewed may be online from 2024-06-01", "自2024年6月1日起未经审核备案不得上网"),
    ),
    begins=None,
    ends="back-filing-until",
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
