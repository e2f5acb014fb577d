"""NMD503 missing-on-some-episodes: other episodes of the drama show a number, this one does not.

What it checks
    Whether an episode without a number belongs to a drama of which other episodes show one. The
    confidence is the share of the opening that was seen.

Why
    The number exists, so it was left out or cut off here. That is mended otherwise than a drama
    without a number.

Fires
    Enough of the opening was seen, nothing like a number was read, the policy asks for the number
    on this episode, and other episodes show one.

Stays silent
    There is no catalogue: one episode is looked at alone. No episode of the drama shows a number
    (NMD101 alone); the policy does not ask for it here (NMD113); a number or near miss was read;
    too little was seen (NMD901); it is a promotional clip.

Mend
    Put the drama's number on this episode too, or fetch the uncut file.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.certainty import coverage
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD503 部分集未标编号：本剧其他各集有编号，本集没有。

检查内容
    没有编号的这一集，其所属的剧是否有其他各集标明编号。置信度为片头实际看到的比例。

依据
    编号存在，只是本集遗漏或被裁掉。其整改方法与没有编号的剧不同。

触发情形
    片头可用画面充足，未读到编号或疑似编号，检查方案要求本集标明编号，而其他各集已标明。

不触发情形
    没有目录，仅检查单集；本剧各集均无编号（仅NMD101）；检查方案不要求本集标明（NMD113）
    ；读到编号或疑似编号；可用画面过少（NMD901）；视频为宣传片。

整改方法
    在本集同样标明本剧编号，或取用未经裁剪的文件。
"""

MESSAGE = Localized(
    "This episode shows no number; {episodes} other episodes of the drama show {number}.",
    "本集没有编号；本剧另有{episodes}集标明{number}。",
)


def _check(case: Case) -> Iterator[Finding]:
    held = case.neighbours.held if case.neighbours else ()
    if held and is_number_needed(case) and shows_no_number(case):
        message = MESSAGE.filled(episodes=held[0].episodes, number=held[0].number)
        yield RULE.finding(message, coverage(case))


RULE = Rule(
    code="NMD503",
    name="missing-on-some-episodes",
    name_zh="部分集未标编号",
    severity="warn",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
