"""NMD111 wrong-series: a drama from after the notice shows a number of a series that is not for micro-dramas.

What it checks
    Whether the only numbers are of older series (网剧审字, 网影审字) and given after 2023, on a drama that
    went online on 2024-06-01 or later. The confidence is that of the least sure number.

Why
    The notice gives micro-dramas numbers of their own: 网微剧审字 and 网微剧备字. A licence for an online
    drama or film of 2024 or later is no number of a micro-drama.

Fires
    Only such numbers stand there, all of them with a year after 2023, and the drama is that late.

Stays silent
    A micro-drama number stands there too; a number was given before 2024 (NMD904) or has no year; the day
    is not given or earlier; a number is unsure or contradicted.

Mend
    Show the micro-drama number. If the work is no micro-drama, do not examine it as one.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.legacy_numbers import is_of_a_wrong_series
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD111 编号类别不符：通知施行后的剧所标编号不属于微短剧类别。

检查内容
    仅有的编号是否属于旧式（网剧审字、网影审字）且发放于2023年之后，而该剧于2024年6月1日或之后上线。置信
    度取各编号中最低者。

依据
    通知为微短剧专设“网微剧审字”“网微剧备字”两类编号。2024年及以后的网络剧、网络电影许可证不是微短剧编
    号。

触发情形
    仅有此类编号，年份均晚于2023年，且该剧上线日期在上述日期之后。

不触发情形
    另有微短剧编号；编号发放于2024年以前（NMD904）或没有年份；上线日期未知或较早；编号识读把握不足或各帧
    结果不一。

整改方法
    标明微短剧编号。作品不属于微短剧的，不应按微短剧检查。
"""

MESSAGE = Localized(
    "This series is not for micro-dramas: {numbers}.",
    "该类编号不适用于微短剧：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_of_a_wrong_series(case):
        numbers = listed(sorted({marker.number for marker in case.markers}))
        confidence = min(marker.confidence or 0.0 for marker in case.markers)
        yield RULE.finding(MESSAGE.filled(numbers=numbers), confidence)


RULE = Rule(
    code="NMD111",
    name="wrong-series",
    name_zh="编号类别不符",
    severity="block",
    source=source("nrta-2024-35", Localized("the three forms of the number", "编号的三种格式")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
