"""NMD912 unknown-episode: whether a number is missing depends on which episode this is, which is unknown.

What it checks
    Whether the policy asks for the number on the first episodes only (`number_on_first`), while the place of
    this one in the drama is not given. The confidence is 1.

Why
    Without a number the first episode breaks the rule and a later one does not. Not knowing which it is, is
    no ground to fail it, and none to let it pass.

Fires
    Enough of the opening was seen, nothing like a number was read, and the episode's place is not given.

Stays silent
    The policy asks for the number on every episode; the place is given (NMD101, NMD113); a number or near
    miss was read; the app draws the number (NMD909); it is a promotional clip (NMD911).

Mend
    Say which episode it is (`--number`), or judge by a policy that asks for the number on every episode.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD912 集号不明：是否缺少编号取决于未知的集号。

检查内容
    检查方案是否只要求前几集标明编号（`number_on_first`），而本集集号未知。置信度为1。

依据
    没有编号，在第一集为违规，在后面的集则不是。集号不明，既不能判不通过，也不能判通过。

触发情形
    片头可用画面充足，未读到编号或疑似编号，且集号未知。

不触发情形
    检查方案要求每集标明编号；集号已知（NMD101、NMD113）；读到编号或疑似编号；编号由应用叠加（NMD909）；
    视频为宣传片（NMD911）。

整改方法
    请说明集号（`--number`），或采用每集都要求标明编号的检查方案。
"""

MESSAGE = Localized(
    "No number was seen. The first {first} must show one; which episode this is is not known.",
    "未见编号。前{first}集须标明编号，而本集集号未知。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_number_needed(case) is None and shows_no_number(case) and not case.episode.overlay:
        first = case.policy.number_on_first
        yield RULE.finding(MESSAGE.filled(first=first), 1.0)


RULE = Rule(
    code="NMD912",
    name="unknown-episode",
    name_zh="集号不明",
    severity="warn",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
