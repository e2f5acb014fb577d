"""NMD301 unknown-number: nobody gave this number.

What it checks
    Whether the number stands in the registry, where the registry is complete for the number's issuer and
    for all days on which it can have been given: those of its year, up to the day on which the drama went
    online or else the day whose law applies. The confidence is the marker's.

Why
    Numbers made up are a known defect: they have the right form, and nobody gave them.

Fires
    The registry has none of the numbers that stand there, and says that it has all that the issuer gave
    in that time.

Stays silent
    There is no registry; it has a number that stands there; it does not say that it is complete for
    issuer and time (NMD922); it was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Compare the picture with the number that was given; the message names numbers one character off. If
    the number is new, import a newer list.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import absent, hint, is_complete
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD301 编号查无登记：该编号从未发放。

检查内容
    登记库完整收录该发放机构在编号可能发放期间的全部编号时，检查编号是否在库。可能发放的期间为编号所含年份，止
    于该剧上线之日；上线日期未知的，止于适用规定之日。置信度为编号的置信度。

依据
    编造编号是已知的问题：格式正确，却从未发放。

触发情形
    登记库没有画面上的任何一个编号，且注明已收录该发放机构在此期间发放的全部编号。

不触发情形
    没有登记库；画面上有一个编号在库；登记库未注明对该发放机构和该期间收录完整（NMD922）；登记库未予答复
    （NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    将画面与所发放的编号核对，提示信息列有一字之差的编号。编号系新近发放的，请导入较新的登记数据。
"""

MESSAGE = Localized(
    "{number} is not in the registry, which has all of its issuer's numbers.{hint}",
    "登记库中没有{number}，而该发放机构的编号均已收录。{hint}",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        if is_complete(case, marker, answer):
            message = MESSAGE.filled(number=called(marker), hint=hint(answer.near))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD301",
    name="unknown-number",
    name_zh="编号查无登记",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
