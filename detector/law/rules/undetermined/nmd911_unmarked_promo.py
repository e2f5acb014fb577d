"""NMD911 unmarked-promo: a promotional clip shows no number.

What it checks
    Whether a promotional clip shows a number. The confidence is 1.

Why
    The number must stand in the title sequence of the drama. A clip that promotes it has none, and need
    not show the number; but only a drama that has one may be promoted, and the clip does not tell.

Fires
    It is a promotional clip, and nothing like a number was read.

Stays silent
    It is an episode (NMD101), or not said to be a clip; a number or near miss was read.

Mend
    Examine the drama that the clip promotes.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import nothing_was_read
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD911 宣传片未标编号：宣传片没有编号。

检查内容
    宣传片是否有编号。置信度为1。

依据
    编号应标在剧集片头。宣传片没有片头，可以不标编号；但只有已取得编号的剧才可宣传推广，而宣传片本身无从
    说明。

触发情形
    视频为宣传片，且未读到编号或疑似编号。

不触发情形
    视频为正片（NMD101），或未注明为宣传片；读到编号或疑似编号。

整改方法
    请检查宣传片所推广的剧。
"""

MESSAGE = Localized(
    "The clip shows no number, so whether its drama has one is not known.",
    "宣传片没有编号，无法确定所推广的剧是否有编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" and nothing_was_read(case):
        yield RULE.finding(MESSAGE, 1.0)


RULE = Rule(
    code="NMD911",
    name="unmarked-promo",
    name_zh="宣传片未标编号",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("dramas without a number may not be promoted", "没有编号的剧不得宣传推广")
    ),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
