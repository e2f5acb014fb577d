"""NMD304 other-issuer: another issuer gave this number to the drama.

What it checks
    Whether the registry, which does not have the number, has it from another issuer, for a drama of this
    title. The confidence is the marker's, times how like the titles are.

Why
    The issuer says which category a drama is of and where it may be shown. One wrong word there makes
    another licence of it.

Fires
    The registry has none of the numbers that stand there, but one that differs in the issuer alone, under
    a title at least 75 % like the drama's.

Stays silent
    Neither title nor series is given; the registry has a number that stands there. There is no registry,
    or it was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Show the number exactly as it was given, with its own issuer.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import MISSPELT, absent, differs_in_issuer, likeness_to
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD304 发放机构不符：该剧的这一编号由另一机构发放。

检查内容
    登记库没有该编号时，是否有发放机构不同而剧名相同的编号。置信度为编号的置信度，乘以剧名的相似程度。

依据
    发放机构表明微短剧的类别和可以播出的范围。错一字，即成另一许可。

触发情形
    登记库没有画面上的任何一个编号，但有仅发放机构不同的编号，且其登记剧名与本剧剧名的相似程度达到75%。

不触发情形
    剧名和系列名均未知；画面上有一个编号在库；没有登记库；登记库未予答复（NMD921）；编号识读把握不足或各帧结果
    不一（NMD902、NMD903）。

整改方法
    编号应与所发放的完全一致，包括发放机构。
"""

MESSAGE = Localized(
    "{number} is not in the registry; {title} has {registered}.",
    "登记库中没有{number}；“{title}”的编号为{registered}。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        for near in answer.near:
            alike = likeness_to(case, (near.title,))
            if alike >= MISSPELT and differs_in_issuer(case, marker, near):
                message = MESSAGE.filled(number=called(marker), title=near.title, registered=near.number)
                yield RULE.finding(message, (marker.confidence or 0.0) * alike)


RULE = Rule(
    code="NMD304",
    name="other-issuer",
    name_zh="发放机构不符",
    severity="block",
    source=source("nrta-2024-35", Localized("the issuer is part of the number", "编号含发放机构")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
