"""NMD310 issue-year-differs: the record is of another year than the number.

What it checks
    Whether the day on which the number was given lies in the year that stands in it. The confidence is
    the marker's.

Why
    A number carries the year in which it was given. A record that is older or newer is of another number,
    or misspelt.

Fires
    The day of issue of every record of the numbers that stand there lies in another year than the number.

Stays silent
    The record has no day of issue; the number has no year (V-numbers). There is no registry, or it does
    not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Compare number and record with the paper, and have the wrong one mended.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD310 发放年份与登记不符：登记的发放年份与编号所含年份不同。

检查内容
    编号的发放日期是否在编号所含年份之内。置信度为编号的置信度。

依据
    编号含发放年份。登记的发放日期早于或晚于该年份的，登记的是另一编号，或有笔误。

触发情形
    画面上各编号登记的发放日期均不在编号所含年份之内。

不触发情形
    登记未载明发放日期；编号不含年份（V字头编号）；没有登记库；登记库没有该编号（NMD301、
    NMD922）或未予答复（NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    将编号和登记与批准文件核对，更正有误的一方。
"""

MESSAGE = Localized(
    "{number} is of {year}, the registry has it as given on {day}.",
    "{number}所含年份为{year}年，登记的发放日期为{day}。",
)


def _check(case: Case) -> Iterator[Finding]:
    found = list(entries(case))
    for marker, entry in found:
        if marker.year is None or entry.issued_on is None or entry.issued_on.year == marker.year:
            return
    for marker, entry in found:
        message = MESSAGE.filled(number=called(marker), year=marker.year, day=entry.issued_on)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD310",
    name="issue-year-differs",
    name_zh="发放年份与登记不符",
    severity="warn",
    source=source("nrta-2024-35", Localized("the year is part of the number", "编号含年份")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
