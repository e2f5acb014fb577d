"""NMD113 unnumbered-episode: no number stands there, and on this episode the policy asks for none.

What it checks
    Whether an episode without a number comes after those on which the policy asks for one
    (`number_on_first`). The confidence is the share of the opening that was seen.

Why
    The notice asks for the number in the title sequence, and does not say on how many episodes. An episode
    that passes without a number passes only if the first ones show it, so the result says so.

Fires
    Enough of the opening was seen, nothing like a number was read, and the episode comes later.

Stays silent
    The policy asks for the number on this episode (NMD101); which one it is is not known (NMD912); a number
    or near miss was read; too little was seen (NMD901); it is a promotional clip (NMD911).

Mend
    Make sure that the first episodes show the number.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.certainty import coverage
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD113 本集未标编号：本集没有编号，而检查方案不要求本集标明。

检查内容
    没有编号的这一集是否排在检查方案要求标明编号的各集（`number_on_first`）之后。置信度为片头实际看到的
    比例。

依据
    通知要求在片头标明编号，未说明须标在哪些集。本集没有编号而通过，以前几集已标明为前提，故在结果中予以
    说明。

触发情形
    片头可用画面充足，未读到编号或疑似编号，且本集排在其后。

不触发情形
    检查方案要求本集标明编号（NMD101）；集号不明（NMD912）；读到编号或疑似编号；可用画面过少（NMD901）；
    视频为宣传片（NMD911）。

整改方法
    请确认前几集已标明编号。
"""

MESSAGE = Localized(
    "Episode {number} shows no number; by the policy {policy} the first {first} must.",
    "第{number}集没有编号；按检查方案{policy}，前{first}集须标明编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_number_needed(case) is False and shows_no_number(case):
        policy = case.policy
        message = MESSAGE.filled(number=case.episode.number, policy=policy.name, first=policy.number_on_first)
        yield RULE.finding(message, coverage(case))


RULE = Rule(
    code="NMD113",
    name="unnumbered-episode",
    name_zh="本集未标编号",
    severity="note",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
