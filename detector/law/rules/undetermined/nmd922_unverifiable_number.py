"""NMD922 unverifiable-number: the registry does not have the number, and is not complete.

What it checks
    Whether the registry has the number, where it does not say that it is complete for the number's issuer
    and for all days on which it can have been given. The confidence is the marker's.

Why
    Only licences of the first class must be published. For most numbers no list is whole, so one that is
    not listed may be in order.

Fires
    The registry has none of the numbers that stand there, and does not say that it has all that the
    issuer gave.

Stays silent
    There is no registry; it has a number that stands there; it is complete for issuer and time (NMD301);
    it was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Ask the issuer, or import a list that has its numbers. The message names numbers one character off.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import absent, hint, is_complete
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD922 编号无法核实：登记库没有该编号，但登记库并不完整。

检查内容
    登记库未注明已收录该发放机构在编号可能发放期间的全部编号时，检查编号是否在库。置信度为编号的置信度。

依据
    只有一类许可必须公布。多数编号没有完整的名单，未列入名单的编号也可能有效。

触发情形
    登记库没有画面上的任何一个编号，且未注明已收录该发放机构发放的全部编号。

不触发情形
    没有登记库；画面上有一个编号在库；登记库对该发放机构和该期间收录完整（NMD301）；登记库未予答复
    （NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    向发放机构核实，或导入包含该机构编号的登记数据。提示信息列有一字之差的编号。
"""

MESSAGE = Localized(
    "{number} is not in the registry, which need not have all numbers.{hint}",
    "登记库中没有{number}，但登记库未必收录全部编号。{hint}",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        if not is_complete(case, marker, answer):
            message = MESSAGE.filled(number=called(marker), hint=hint(answer.near))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD922",
    name="unverifiable-number",
    name_zh="编号无法核实",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
