"""NMD502 two-numbers-in-one-drama: the episodes of one drama show different numbers.

What it checks
    Whether other episodes of the drama, or this one itself, show another number than this. The
    confidence is the marker's.

Why
    A drama has one number. Where episodes differ, at least one of them has a number that is not the
    drama's.

Fires
    Two settled numbers stand on episodes of one drama.

Stays silent
    There is no catalogue: one episode is looked at alone. The numbers were given by different
    platforms, as the notice asks for on several platforms (NMD201 looks at each); they differ in
    one digit, and one stands on few episodes (NMD504); they differ in zeros before the serial
    alone; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Find out which number is the drama's, and show it on every episode.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import Held, Neighbours, identity, outliers
from detector.law.evidence.certainty import sure_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD502 一剧多号：同一部剧的各集标明不同的编号。

检查内容
    本剧其他各集或本集是否标明另一编号。置信度为编号的置信度。

依据
    一部剧只有一个编号。各集编号不同的，至少有一个不是本剧的编号。

触发情形
    同一部剧的各集出现两个识读确定的编号。

不触发情形
    没有目录，仅检查单集；编号由不同平台发放，多平台播出时通知有此要求（NMD201逐一核查）；编号
    仅差一位数字，且其一只见于少数几集（NMD504）；仅序号前的零不同；编号识读把握不足或各帧结果
    不一（NMD902、NMD903）。

整改方法
    查明哪一个是本剧的编号，并在各集标明。
"""

MESSAGE = Localized(
    "{number} stands here, {others} on other episodes of the drama or beside it.",
    "此处为{number}，本剧其他各集或本集另有{others}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.neighbours is None:
        return
    for marker in sure_markers(case):
        others = [held for held in case.neighbours.held if _contradicts(held, marker, case.neighbours)]
        if others:
            numbers = listed(f"{held.number} × {held.episodes}" for held in others)
            message = MESSAGE.filled(number=marker.number, others=numbers)
            yield RULE.finding(message, marker.confidence or 0.0)


def _contradicts(held: Held, marker: Marker, neighbours: Neighbours) -> bool:
    mine = identity(marker)
    if held.identity == mine or {held.identity, mine} & outliers(neighbours):
        return False
    by_platforms = held.kind == marker.issuer.kind == "platform"
    return not (by_platforms and held.issuer != marker.issuer.abbreviation)


RULE = Rule(
    code="NMD502",
    name="two-numbers-in-one-drama",
    name_zh="一剧多号",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
