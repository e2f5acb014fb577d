"""NMD101 missing-marker: no review or record number stands in the opening.

What it checks
    Whether anything like a review or record number was read in the opening; of the texts that a quick look
    put aside, all that stood there and was not clearly something else was read too. The confidence is the
    share of the opening that was seen: of the instants at which it was sampled, those that gave a frame.

Why
    Since 2024-06-01 no micro-drama may be online without review or record, and the notice asks for the
    number in the title sequence.

Fires
    Nine of ten sampled frames were seen, and there was neither a marker nor a near miss, on an episode on
    which the policy asks for the number.

Stays silent
    Any marker or near miss stands there, even an unsure one or the half of a number; a part of the
    readings gave a marker; too few frames were seen (NMD901); the app draws the number over the video
    (NMD909); it is a promotional clip (NMD911); since 2026-09-01, what stands there may be a number of
    the new papers, whose form is not known (NMD908); the policy asks for the number on the first episodes
    only, and this is a later one (NMD113) or which one it is is not known (NMD912).

Mend
    Put the number into the opening, in an obvious place and long enough to read. If the app draws it over
    the video, say so (`--overlay`), or examine the picture that the app shows.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.certainty import coverage
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD101 缺少编号：片头未见许可证号或登记备案号。

检查内容
    片头中是否读到许可证号、登记备案号或与之相近的文字；初看搁置的文字，凡停留在画面上且不能确定为他物的，
    也一并识读。置信度为片头实际看到的比例，即各取样时刻中得到画面的份额。

依据
    自2024年6月1日起，未经审核且未备案的微短剧不得上网传播；通知要求在片头标明编号。

触发情形
    九成以上取样画面清晰可用，其中既无编号也无疑似编号，且检查方案要求本集标明编号。

不触发情形
    片头有编号或疑似编号，哪怕识读把握不足或只有半截；部分识读结果为编号；可用画面过少（NMD901）；编号由
    应用叠加在画面上（NMD909）；视频为宣传片（NMD911）；自2026年9月1日起，片头文字可能是新式证件的
    编号，其格式尚未公布（NMD908）；检查方案只要求前几集标明编号，而本集在其后（NMD113）或集号不明（NMD912）。

整改方法
    在片头显著位置标明编号，字号与时长应足以看清。编号由应用叠加的，请予注明（`--overlay`），或检查应用
    实际呈现的画面。
"""

MESSAGE = Localized(
    "No review or record number was seen in {frames} frames of the opening; letters of {px} px were legible.",
    "片头{frames}帧画面中均未见许可证号或登记备案号，其中高{px}像素的字本可识读。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.overlay or not is_number_needed(case) or not shows_no_number(case):
        return
    opening = case.opening
    yield RULE.finding(MESSAGE.filled(frames=opening.frames_seen, px=opening.legible_px), coverage(case))


RULE = Rule(
    code="NMD101",
    name="missing-marker",
    name_zh="缺少编号",
    severity="block",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
