"""NMD909 marker-in-app: the number is drawn by the app, so the file cannot show whether it is there.

What it checks
    Whether the file itself shows a number although the platform draws it over the video. The confidence
    is 1.

Why
    Some platforms draw the number in the app. Its absence in such a file is no breach. The number that the
    catalogue gives, if any, is judged in its place: by its year (NMD106), platform (NMD201), issuer (NMD202,
    NMD204) and category (NMD401), less surely than one that was seen.

Fires
    The platform is said to draw the number, and nothing like a number was read.

Stays silent
    A number or near miss was read; the platform is not said to draw it (NMD101); it is a promotional clip
    (NMD911); the policy asks for no number on this episode (NMD113).

Mend
    Examine a picture of the app, or compare the number that the catalogue gives with the record.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.claimed_number import claimed_marker, is_drawn_by_app
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD909 编号由应用叠加：编号由应用叠加，文件本身无法证明是否标明。

检查内容
    编号由平台叠加的，文件本身是否显示编号。置信度为1。

依据
    有的平台由应用将编号叠加在画面上，此类文件中没有编号并不违规。目录所列编号代替画面上的编号接受检查：
    年份（NMD106）、平台（NMD201）、发放机构（NMD202、NMD204）和类别（NMD401），但可靠程度低于实际看到的
    编号。

触发情形
    注明编号由平台叠加，且未读到编号或疑似编号。

不触发情形
    读到编号或疑似编号；未注明由平台叠加（NMD101）；视频为宣传片（NMD911）；检查方案不要求本集标明编号
    （NMD113）。

整改方法
    请检查应用实际呈现的画面，或将目录所列编号与备案记录核对。
"""

MESSAGE = Localized(
    "The app draws the number over the video; the file cannot show it.",
    "编号由应用叠加在画面上，文件本身无法证明。",
)
NO_LAWFUL_CLAIM = Localized(
    "The app draws the number, and the catalogue's {claim} is in no lawful form.",
    "编号由应用叠加在画面上，而目录所列的{claim}不符合规定格式。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not is_drawn_by_app(case) or is_number_needed(case) is False:
        return
    claim = case.episode.claimed_number
    if claim and not claimed_marker(case):
        yield RULE.finding(NO_LAWFUL_CLAIM.filled(claim=claim), 1.0)
    else:
        yield RULE.finding(MESSAGE, 1.0)


RULE = Rule(
    code="NMD909",
    name="marker-in-app",
    name_zh="编号由应用叠加",
    severity="warn",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
