"""NMD401 category-too-low: the number is of a lower category than the drama needs.

What it checks
    Whether the category that the number tells (key by 审; ordinary or other by who gave a 备 number) is
    reached by cost, special theme, front page, promotion or claim, by the dated tables of limits and
    triggers. The confidence is that of the surest number, times 0.8 where the table's row is not from an
    official text. Where the app draws the number, the one that the catalogue gives is asked about, with
    confidence 0.8.

Why
    A key drama is reviewed and shows a 审 number. An ordinary one is recorded by the province. A platform
    may give numbers to the lowest category alone. Understating the cost is a known way round the review.

Fires
    The numbers tell lower categories than a known fact demands on the day, and, where the drama went
    online earlier, on that day too.

Stays silent
    No such fact is given; the category suffices; it depends on a kind of production that is not given
    (NMD910); a number tells no category; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Have the drama reviewed or recorded in its category, and show that number; or correct the facts.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.evidence.required_category import RANK, demands, is_below
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD401 类别偏低：编号的类别低于该剧应属的类别。

检查内容
    编号所示类别（“审”字为重点；“备”字依发放机构分为普通或其他）是否达到投资额、特殊题材、首页首屏推荐、
    招商主推或申报类别所要求的类别，以各时期的标准表为准。置信度取各编号中最高者，标准非出自正式文本的乘
    以0.8。编号由应用叠加的，以目录所列编号代之，置信度为0.8。

依据
    重点微短剧须经审核并标明审字编号，普通微短剧由省级部门备案，平台只能为最低一类发放编号。低报投资额是
    规避审核的常见手法。

触发情形
    编号所示类别低于已知情况在判定日期所要求的类别；上线较早的，在上线当日亦然。

不触发情形
    没有上述已知情况；类别已达到要求；结论取决于未知的制作方式（NMD910）；有编号不能说明类别；编号识读把
    握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    按应属类别报审或备案并标明所得编号，或更正有关情况。
"""

MESSAGE = Localized(
    "{numbers} is a number of category {category}; {reason} demands {needed}.",
    "{numbers}的类别为“{category}”；按{reason}应为“{needed}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case) or stand_in(case)
    categories = [marker.category for marker in markers if marker.category]
    if not categories or len(categories) < len(markers):
        return
    highest = max(categories, key=RANK.index)
    surest = max(marker.confidence or 0.0 for marker in markers)
    numbers = listed(map(called, markers))
    for demand in demands(case):
        if is_below(highest, demand.category):
            message = MESSAGE.filled(
                numbers=numbers,
                category=case.provisions.category_words(highest, case.as_of),
                reason=demand.reason,
                needed=case.provisions.category_words(demand.category, case.as_of),
            )
            yield RULE.finding(message, surest * demand.sureness, demand.source)


RULE = Rule(
    code="NMD401",
    name="category-too-low",
    name_zh="类别偏低",
    severity="block",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
