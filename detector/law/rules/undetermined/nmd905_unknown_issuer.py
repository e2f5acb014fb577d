"""NMD905 unknown-issuer: the name before the number is in no table.

What it checks
    Whether the issuer is NRTA, a province, the Corps or a platform of the dated table. The confidence is
    the marker's. Where the app draws the number, the one that the catalogue gives is asked about, with
    confidence 0.8.

Why
    The issuer decides the category. A name that no table knows may be a platform not yet in the table, a
    misreading or an invention.

Fires
    The name in the brackets before the series is in no table.

Stays silent
    The name is in a table; the number has no place for a name (V-numbers).

Mend
    Look at the picture. If the platform is real, add its prefix to the table with the evidence.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD905 发放机构不明：编号前的名称不在任何表中。

检查内容
    发放机构是否为总局、省级部门、兵团或平台表中的平台。置信度为编号的置信度。编号由应用叠加的，以目录所
    列编号代之，置信度为0.8。

依据
    发放机构决定类别。表中没有的名称，可能是尚未收录的平台，也可能是误读或编造。

触发情形
    编号类别前括号内的名称不在任何表中。

不触发情形
    名称在表中；编号本身不含名称（V字头编号）。

整改方法
    请人工查看画面。平台属实的，将其前缀连同依据补入平台表。
"""

MESSAGE = Localized(
    "The issuer {name} of {number} is in no table.",
    "{number}的发放机构“{name}”不在任何表中。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers or stand_in(case):
        name = marker.issuer.abbreviation
        if marker.issuer.kind == "unknown" and name is not None:
            message = MESSAGE.filled(name=name, number=called(marker))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD905",
    name="unknown-issuer",
    name_zh="发放机构不明",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized("the issuer's abbreviation stands before the number", "编号前为发放机构简称"),
    ),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
