"""NMD504 digit-differs-from-siblings: a digit of the number differs from that on the drama's other episodes.

What it checks
    Whether the number differs in a single digit from the one that most episodes of the drama show.
    The confidence is the marker's.

Why
    One digit off on a few episodes is a misprint, an edited file, or a reading that went wrong
    although it was sure. Which one it is, a person sees in the picture.

Fires
    At least twice as many episodes show the other number, and all else is equal.

Stays silent
    There is no catalogue: one episode is looked at alone. More than one digit differs (NMD502);
    both numbers stand on about as many episodes (NMD502); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Look at the picture, and put the drama's number on this episode if it shows another one.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.catalogue_context import identity, outliers
from detector.law.evidence.certainty import sure_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD504 与他集编号差一位：本集编号与本剧其他各集相差一位数字。

检查内容
    本集编号与本剧多数集所标编号是否仅差一位数字。置信度为编号的置信度。

依据
    少数几集仅差一位数字，可能是误印、文件被改动，或识读虽有把握却仍有误。看画面即可判断。

触发情形
    标明另一编号的集数至少为其两倍，其余各处均相同。

不触发情形
    没有目录，仅检查单集；不止一位数字不同（NMD502）；两个编号的集数相近（NMD502）；编号
    识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    查看画面；所标确为另一编号的，改为本剧编号。
"""

MESSAGE = Localized(
    "{number} stands here, {main} on {episodes} other episodes of the drama: one digit differs.",
    "此处为{number}，本剧另有{episodes}集为{main}，仅差一位数字。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.neighbours is None:
        return
    odd = outliers(case.neighbours)
    for marker in sure_markers(case):
        if identity(marker) in odd:
            main = case.neighbours.held[0]
            message = MESSAGE.filled(number=marker.number, main=main.number, episodes=main.episodes)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD504",
    name="digit-differs-from-siblings",
    name_zh="与他集编号差一位",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
