"""NMD907 uncovered-date: the rules for a drama without a sure number are not held for so early a day.

What it checks
    Whether the day whose law applies is covered by these rules. The confidence is 1.

Why
    The duty to show a number binds from 2024-06-01. What bound before is not in these tables, so its
    absence then is neither lawful nor unlawful here.

Fires
    The day is before 2024-06-01 and no micro-drama number was read surely.

Stays silent
    The day is 2024-06-01 or later; or a micro-drama number was read surely and nothing contradicts it.

Mend
    Judge by a later day, or by the law of that time.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding
from detector.words import Words

MANUAL_ZH = """NMD907 日期不在范围：对于没有可靠编号的剧，未收录如此早的规定。

检查内容
    判定所依日期是否在本规则库的范围内。置信度为1。

依据
    标明编号的义务自2024年6月1日起执行。此前的规定未收录，故当时没有编号既不能认定合规，也不能认定违规。

触发情形
    日期在2024年6月1日之前，且没有识读可靠的微短剧编号。

不触发情形
    日期为2024年6月1日或之后；或有识读可靠且无矛盾的微短剧编号。

整改方法
    改用较晚的日期判定，或按当时的规定判断。
"""

MESSAGE = Words(
    "The law of {day} for a drama without a sure number is not held.",
    "未收录{day}关于没有可靠编号的剧的规定。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not undoubted_markers(case):
        yield RULE.finding(MESSAGE.filled(day=case.as_of), 1.0)


RULE = Rule(
    code="NMD907",
    name="uncovered-date",
    name_zh="日期不在范围",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Words("nothing unreviewed may be online from 2024-06-01", "自2024年6月1日起未经审核备案不得上网"),
    ),
    in_force_from=ALWAYS,
    in_force_until=day("back-filing-until"),
    check=_check,
    manual=Words(__doc__ or "", MANUAL_ZH),
)
