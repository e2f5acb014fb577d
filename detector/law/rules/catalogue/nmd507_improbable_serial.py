"""NMD507 improbable-serial: the serial is unlike all others that the catalogue has of the issuer and year.

What it checks
    Whether the serial has a number of digits, or a size, that no other number of the same issuer
    and year in the catalogue has. The confidence is the marker's.

Why
    Made-up numbers do not know how an issuer counts. The law says nothing of width and order, so
    this is a hint for a person, never a verdict.

Fires
    The catalogue has 20 other numbers of issuer and year, and all have another number of digits, or
    this one is more than ten times the next largest.

Stays silent
    There is no catalogue: one episode is looked at alone. There are fewer other numbers; another
    one has as many digits; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Ask for the paper of this number.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.catalogue_context import Serials
from detector.law.evidence.certainty import sure_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD507 序号异常：序号与目录中该发放机构该年度的其他序号均不相似。

检查内容
    序号的位数或大小，在目录中该发放机构该年度的其他编号里是否从未出现。置信度为编号的置信度。

依据
    编造的编号不知道发放机构如何编排。规定未涉及位数和顺序，故仅供人工参考，不作结论。

触发情形
    目录中该发放机构该年度另有20个编号，位数均与此不同，或此序号大于次大者的十倍。

不触发情形
    没有目录，仅检查单集；其他编号不足20个；另有编号位数相同；编号识读把握不足或各帧结果不一（
    NMD902、NMD903）。

整改方法
    请调阅该编号的批准文件。
"""

MESSAGE = Localized(
    "The serial of {number} is unlike the {others} others of its issuer and year.",
    "{number}的序号与该发放机构该年度的其他{others}个编号均不相似。",
)

_LEAST = 20
_FAR = 10


def _check(case: Case) -> Iterator[Finding]:
    known = case.neighbours.serials if case.neighbours else {}
    for marker in sure_markers(case):
        serials = known.get((marker.issuer.abbreviation, marker.year))
        if serials is None or (others := sum(serials.widths.values()) - 1) < _LEAST:
            continue
        if _is_alone(marker, serials):
            yield RULE.finding(MESSAGE.filled(number=marker.number, others=others), marker.confidence or 0.0)


def _is_alone(marker: Marker, serials: Serials) -> bool:
    largest, next_largest = serials.largest
    is_far = int(marker.serial) == largest > _FAR * next_largest
    return is_far or serials.widths.get(len(marker.serial), 0) == 1


RULE = Rule(
    code="NMD507",
    name="improbable-serial",
    name_zh="序号异常",
    severity="note",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
