"""NMD105 claimed-number-differs: another number stands there than the one that was claimed.

What it checks
    Whether the number that the catalogue gives stands in the opening. Leading zeros of the serial make no
    difference. The confidence is that of the least sure marker.

Why
    A number is unique to its drama. Another number is the number of another drama, or made up.

Fires
    A number is claimed, numbers were read surely, and none of them is the claimed one.

Stays silent
    No number is claimed, or the claim is no number in full form; the claimed number stands there; no
    number was read; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Show this drama's own number, or correct the claim.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import identity
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.claimed_number import claimed_marker
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD105 与申报编号不符：片头的编号不是申报的编号。

检查内容
    目录所列编号是否出现在片头。序号前的零不影响比对。置信度取各编号中最低者。

依据
    一个编号只属于一部剧。片头另有编号的，该编号或属于别的剧，或系编造。

触发情形
    申报了编号，片头编号识读可靠，而其中没有申报的编号。

不触发情形
    未申报编号，或申报的文字不是完整编号；片头有申报的编号；未读到编号；编号识读把握不足或各帧结果不一
    （NMD902、NMD903）。

整改方法
    标明本剧自己的编号，或更正申报的编号。
"""

MESSAGE = Localized(
    "{claimed} is claimed, but {numbers} stands there.",
    "申报编号为{claimed}，片头编号为{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    claimed, markers = claimed_marker(case), sure_markers(case)
    if not claimed or not markers or identity(claimed) in map(identity, markers):
        return
    numbers = listed(sorted(marker.number for marker in markers))
    message = MESSAGE.filled(claimed=claimed.number, numbers=numbers)
    yield RULE.finding(message, min(marker.confidence or 0.0 for marker in markers))


RULE = Rule(
    code="NMD105",
    name="claimed-number-differs",
    name_zh="与申报编号不符",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
