"""NMD901 unreadable-opening: too little of the opening was seen to say that no number stands there.

What it checks
    Whether enough of the opening was seen. The confidence is 1: frames are counted.

Why
    Not seeing is not absence. The notice asks for a number; a damaged file does not show its absence.

Fires
    No marker was read, and fewer frames were seen than the policy asks for, or more than one instant in
    ten lies in a damaged stretch of the video.

Stays silent
    A marker was read; or enough of the opening was seen.

Mend
    Give a whole, undamaged file, or examine a longer opening.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import LEAST_SEEN, is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD901 片头无法检查：片头可用画面过少，不能断定没有编号。

检查内容
    片头可用画面是否充足。置信度为1，因为画面数可以计数。

依据
    没有看到不等于没有。文件损坏不能证明未标编号。

触发情形
    未读到编号，且可用画面少于检查方案的要求，或一成以上的取样时刻落在损坏的片段中。

不触发情形
    读到编号；或可用画面充足。

整改方法
    请提供完整、无损坏的文件，或延长受检片头。
"""

MESSAGE = Localized(
    "Too little was seen to look for a number: {seen} of {due} frames; "
    "at least {least} and {share} of the opening are needed.",
    "可用画面过少，无法查找编号：应看{due}帧，仅看到{seen}帧；至少需要{least}帧且不少于片头的{share}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.markers or is_readable(case):
        return
    opening = case.opening
    message = MESSAGE.filled(
        seen=opening.frames_seen,
        due=opening.frames_due,
        least=case.policy.min_frames,
        share=f"{LEAST_SEEN:.0%}",
    )
    yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD901",
    name="unreadable-opening",
    name_zh="片头无法检查",
    severity="warn",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
