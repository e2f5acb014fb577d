"""NMD403 understated-claim: the claimed category is lower than the other facts demand.

What it checks
    Whether the category that is claimed is reached by cost, special theme, front page or promotion, by the
    dated tables of limits and triggers. No number is needed for that. The confidence is 1, or 0.8 where the
    table's row is not from an official text.

Why
    The facts contradict each other, so one of them is wrong. Understating the category is a known way round
    the review. The number itself is judged by all facts (NMD401), so this is a warning.

Fires
    A category is claimed, and a known fact demands a higher one on the day, and, where the drama went online
    earlier, on that day too.

Stays silent
    No category or no other fact is given; the claim suffices, or is higher; it depends on a kind of
    production that is not given.

Mend
    Compare cost, theme and placement with the papers, and correct what is wrong.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.required_category import demands, is_below
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD403 申报类别偏低：申报的类别低于其他情况所要求的类别。

检查内容
    申报的类别是否达到投资额、特殊题材、首页首屏推荐或招商主推所要求的类别，以各时期的标准表为准，与片头编
    号无关。置信度为1，标准非出自正式文本的为0.8。

依据
    各项情况互相矛盾，其中必有一项有误。低报类别是规避审核的常见手法。编号本身按全部情况另行判定
    （NMD401），故此处仅作警告。

触发情形
    申报了类别，而已知情况在判定日期要求更高的类别；上线较早的，在上线当日亦然。

不触发情形
    未申报类别，或没有其他已知情况；申报类别已达到或高于要求；结论取决于未知的制作方式。

整改方法
    将投资额、题材和推荐情况与证件核对，更正有误之处。
"""

MESSAGE = Localized(
    "The category claimed is {claimed}; {reason} demands {needed}.",
    "申报类别为“{claimed}”；按{reason}应为“{needed}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    claimed = case.episode.category
    if claimed is None:
        return
    for demand in demands(case):
        if is_below(claimed, demand.category):
            message = MESSAGE.filled(
                claimed=case.provisions.category_words(claimed, case.as_of),
                reason=demand.reason,
                needed=case.provisions.category_words(demand.category, case.as_of),
            )
            yield RULE.finding(message, demand.sureness, demand.source)


RULE = Rule(
    code="NMD403",
    name="understated-claim",
    name_zh="申报类别偏低",
    severity="warn",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
