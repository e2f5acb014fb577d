"""NMD303 withdrawn-number: the number is withdrawn, or the drama was taken down.

What it checks
    The status of the number in the registry on the day. The confidence is the marker's.

Why
    A number that was withdrawn is none any more, and a drama that was ordered off may not come back under
    it.

Fires
    On the day every number that stands there and that the registry has is withdrawn or taken down.

Stays silent
    The status begins later; another number that stands there is valid. There is no registry, or it does
    not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Take the episode off, or show the number that was given instead. If the status is wrong, have it
    mended in the list and import that.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD303 编号已撤销：编号已撤销，或该剧已下架。

检查内容
    登记库中该编号在当日的状态。置信度为编号的置信度。

依据
    编号一经撤销即失效；被责令下架的剧，不得以该编号重新上线。

触发情形
    画面上凡在库的编号，当日均已撤销或下架。

不触发情形
    该状态尚未生效；画面上另有有效的编号；没有登记库；登记库没有该编号（NMD301、NMD922）或未予答复（NMD921）；
    编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    下架该集，或标明另行发放的编号。登记状态有误的，应更正登记数据并重新导入。
"""

GONE = {
    "withdrawn": Localized(
        "{number} was withdrawn{since}, as the registry says.",
        "据登记库记载，{number}已{since}撤销。",
    ),
    "taken-down": Localized(
        "{number} belongs to a drama that was taken down{since}, as the registry says.",
        "据登记库记载，{number}所属的剧已{since}下架。",
    ),
}
SINCE = Localized(" on {day}", "于{day}")


def _check(case: Case) -> Iterator[Finding]:
    found = list(entries(case))
    if not all(entry.status_on(case.as_of) in GONE for _, entry in found):
        return
    for marker, entry in found:
        since = SINCE.filled(day=entry.status_since) if entry.status_since else Localized("", "")
        message = GONE[entry.status].filled(number=called(marker), since=since)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD303",
    name="withdrawn-number",
    name_zh="编号已撤销",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized("nothing unreviewed and unrecorded may be online", "未经审核且备案的不得上网传播"),
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
