"""NMD903 unsettled-marker: a number was read, but not surely enough to rely on it.

What it checks
    Whether a number was read surely, and whether the readings agree. The confidence is
    that of a surely read incomplete text, or 1 less that of the surest unsure one, or the share of the
    readings that contradict.

Why
    One misread character makes another number, another issuer or another category.

Fires
    Every micro-drama number was read less surely than the policy asks for; or there are only near misses
    and they are unsure or incomplete; or so many readings gave another number that the winning text keeps
    less than the policy's share.

Stays silent
    A number was read surely and few or no readings contradict; nothing like a number was read; a surely
    read near miss is malformed (NMD102); only older series were read (NMD904).

Mend
    Look at the picture, or examine a version with higher resolution or a longer opening.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import counting_markers, doubts, is_settled, malformed, old_misses
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker, NearMiss

MANUAL_ZH = """NMD903 编号识读不可靠：读到编号，但把握不足。

检查内容
    编号识读是否可靠，各帧结果是否一致。置信度为识读可靠而不完整的文字的置信度，或以一减去最可靠结果的置信
    度，或相反结果所占份额。

依据
    一字之差，即为另一编号、另一发放机构或另一类别。

触发情形
    所有微短剧编号的可靠程度都低于检查方案的要求；或只有疑似编号，且把握不足或不完整；或另一编号占识读结
    果的份额过大，使主要结果达不到检查方案的要求。

不触发情形
    有识读可靠的编号，且相反结果极少或没有；未读到任何类似编号的文字；疑似编号识读可靠而格式不符
    （NMD102）；仅有旧式编号（NMD904）。

整改方法
    请人工查看画面，或检查分辨率更高、片头更长的版本。
"""

CONTRADICTED = Localized(
    "{share} of the evidence in one place reads {number} instead.",
    "同一处有{share}的识读结果为{number}。",
)
UNSURE = Localized(
    "The number cannot be relied on: the surest reading is {printed}, incomplete or unsure.",
    "编号识读不可靠：最可靠的结果为{printed}，不完整或把握不足。",
)


def _check(case: Case) -> Iterator[Finding]:
    for doubt in {doubt.number: doubt for doubt in doubts(case)}.values():
        message = CONTRADICTED.filled(share=f"{doubt.share:.0%}", number=doubt.number)
        yield RULE.finding(message, doubt.share)
    counting = counting_markers(case)
    only_misses = () if case.markers or malformed(case) else old_misses(case)
    unsure: tuple[Marker | NearMiss, ...] = counting or only_misses
    if not unsure or any(is_settled(case, marker) for marker in counting):
        return
    surest = max(unsure, key=lambda record: record.confidence or 0.0)
    printed = " ".join(surest.printed.split())
    confidence = surest.confidence or 0.0
    yield RULE.finding(
        UNSURE.filled(printed=printed), confidence if is_settled(case, surest) else 1.0 - confidence
    )


RULE = Rule(
    code="NMD903",
    name="unsettled-marker",
    name_zh="编号识读不可靠",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标在显著位置")
    ),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
