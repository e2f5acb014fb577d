"""NMD202 platform-issued-review: a platform's name stands before a review number, which cannot exist.

What it checks
    Whether 网微剧审字 has a platform as its issuer. The confidence is the marker's. Where the app draws the
    number, the one that the catalogue gives is asked about, with confidence 0.8.

Why
    Only NRTA and the provinces review key micro-dramas. A platform gives record numbers (备字) alone.

Fires
    Every number that stands there is a review number with a platform as its issuer.

Stays silent
    The issuer is NRTA or a province; the number is a record number; a number is unsure or contradicted
    (NMD902, NMD903); the issuer is in no table (NMD905).

Mend
    Show the number exactly as it was given. A platform's own number reads 网微剧备字.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD202 平台不得发审字号：审字编号前为平台名称，此类编号不可能存在。

检查内容
    “网微剧审字”编号的发放机构是否为平台。置信度为编号的置信度。编号由应用叠加的，以目录所列编号代之，置
    信度为0.8。

依据
    重点微短剧只能由总局或省级部门审核，平台只能发放备字编号。

触发情形
    片头所有编号均为平台名义的审字编号。

不触发情形
    发放机构为总局或省级部门；编号为备字编号；编号识读把握不足或各帧结果不一（NMD902、NMD903）；发放机构
    不在任何表中（NMD905）。

整改方法
    编号应按批准时的写法原样标明。平台自己的编号为“网微剧备字”。
"""

MESSAGE = Localized(
    "{number} cannot exist: a platform gives record numbers (备字), no review numbers.",
    "{number}不可能存在：平台只能发放备字编号，不能发放审字编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case) or stand_in(case)
    if not all(marker.issuer.kind == "platform" and marker.document == "review" for marker in markers):
        return
    for marker in markers:
        yield RULE.finding(MESSAGE.filled(number=called(marker)), marker.confidence or 0.0)


RULE = Rule(
    code="NMD202",
    name="platform-issued-review",
    name_zh="平台不得发审字号",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized("review numbers are given by NRTA or a province", "审字编号由总局或省级部门发放"),
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
