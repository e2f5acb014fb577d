"""NMD921 silent-registry: the registry could not be asked.

What it checks
    Whether the registry that was named answered. It is silent where it cannot be reached or read, is
    locked or empty, or where its newest list is older than the setting allows. The confidence is the
    marker's.

Why
    Without the registry nobody knows whether a number was really given, and to whom.

Fires
    A number was read, and the registry said nothing of it.

Stays silent
    There is no registry; it answered; no number was read.

Mend
    Mend what the message says, then scan or judge again.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import silent
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD921 登记库未予答复：未能查询登记库。

检查内容
    所指定的登记库是否予以答复。登记库无法连接或读取、被占用、没有数据，或者最新登记数据的时间超过设置所允
    许的期限的，均属未予答复。置信度为编号的置信度。

依据
    没有登记库，就无从知道编号是否确已发放、发放给谁。

触发情形
    读到编号，而登记库未予答复。

不触发情形
    没有登记库；登记库已答复；未读到编号。

整改方法
    按提示信息排除问题，再重新检测或判定。
"""

MESSAGE = Localized(
    "Whether {number} was given is not known: {reason}.",
    "{number}是否确已发放尚不清楚：{reason}。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in silent(case):
        reason = Localized(answer.reason, answer.reason_zh or answer.reason)
        message = MESSAGE.filled(number=called(marker), reason=reason)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD921",
    name="silent-registry",
    name_zh="登记库未予答复",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
