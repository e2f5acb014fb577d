"""NMD102 malformed-marker: the only number that stands there is not in a lawful form.

What it checks
    Whether a text that is nearly a number, surely read, stands where a number should. The confidence is
    that of the surest such text.

Why
    The notice gives three forms and no other. Made-up numbers are often recognised by a broken form:
    no issuer, 备案字 for 备字, a serial of zeros.

Fires
    There is no marker at all, and a near miss was read at least as surely as the policy asks for, and with
    0.97: below, lawful numbers were misread too.

Stays silent
    A marker stands there; the near miss is unsure, or is cut off and may be complete on the screen
    (NMD903); it lacks only brackets, which readers lose; the issuer stands in a box of its own or right
    before it; the form is an older one that was printed without issuer; since 2026-09-01, it may be of a
    form that is not published (NMD908); the opening could not be read well enough to exclude a marker
    elsewhere (NMD901).

Mend
    Show the number exactly as it was given: （issuer）网微剧备字（year）第serial号, or 审 for 备.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import doubts, is_readable, malformed
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.law.text.lookalikes import likeness
from detector.law.text.near_miss import explanation
from detector.records import Finding, NearMiss

MANUAL_ZH = """NMD102 编号不合规：片头仅有的编号不符合规定格式。

检查内容
    应当标明编号之处，是否有识读可靠而又不完全符合格式的文字。置信度为其中最可靠者的置信度。

依据
    通知只规定了三种格式，别无其他。编造的编号往往格式不符：没有发放机构、“备字”写成“备案字”、序号全为
    零。

触发情形
    片头没有编号，而有一处疑似编号的识读可靠程度达到检查方案的要求，且不低于0.97：低于此值时，合规编号
    也曾被误读。

不触发情形
    片头有编号；疑似编号识读把握不足，或只读到一部分而画面上可能完整（NMD903）；只缺识读时容易丢失的括
    号；发放机构单独成行或紧接在前；属于当年不印发放机构的旧式编号；自2026年9月1日起，可能属于尚未公布的格式
    （NMD908）；画面不足以排除别处另有编号（NMD901）。

整改方法
    编号应按批准时的写法原样标明：（发放机构）网微剧备字（年份）第xxx号，重点微短剧为“审”字。
"""

MESSAGE = Localized(
    "{printed} is no lawful number: {reason}.",
    "{printed}不符合规定格式：{reason}。",
)

LOOKS_LIKE = Localized(
    "{printed} is no lawful number: {reason}. It looks like {lawful_text}: {read} for {lawful}, "
    "printed or misread.",
    "{printed}不符合规定格式：{reason}。形近{lawful_text}：“{lawful}”作“{read}”，或为误印，或为误读。",
)
OFTEN_CONFUSED = Localized(
    "{printed} is no lawful number: {reason}. It looks like {lawful_text}: {read} for {lawful}, "
    "printed or misread (on test clips {times} of {of} were misread so).",
    "{printed}不符合规定格式：{reason}。形近{lawful_text}：“{lawful}”作“{read}”，或为误印，或为误读（测试片中{of}字"
    "有{times}字如此误读）。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.markers or doubts(case) or not is_readable(case):
        return
    for miss in malformed(case):
        yield RULE.finding(_message(miss), miss.confidence or 0.0)


def _message(miss: NearMiss) -> Localized:
    said = {"printed": " ".join(miss.printed.split()), "reason": explanation(miss.reason)}
    like = likeness(miss.printed)
    if like is None:
        return MESSAGE.filled(**said)
    said |= {"lawful_text": like.text, "read": like.read, "lawful": like.lawful}
    return (
        OFTEN_CONFUSED.filled(**said, times=like.times, of=like.of) if like.of else LOOKS_LIKE.filled(**said)
    )


RULE = Rule(
    code="NMD102",
    name="malformed-marker",
    name_zh="编号不合规",
    severity="block",
    source=source("nrta-2024-35", Localized("the three forms of the number", "编号的三种格式")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
