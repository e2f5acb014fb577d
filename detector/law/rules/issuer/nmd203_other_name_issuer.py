"""NMD203 other-name-issuer: the province stands there by another name than its usual abbreviation.

What it checks
    Whether a province is printed by a historic or longer name, such as 黔 for 贵. The confidence is the
    marker's.

Why
    The notice asks for the abbreviation of the province. Other names are read as the same issuer, but a
    number printed with one is worth comparing with the paper.

Fires
    The printed number has another name of its issuer, and not the abbreviation.

Stays silent
    The abbreviation stands there, in traditional script too; it is an English rendering; the issuer is a
    platform.

Mend
    Print the issuer as the paper does.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.marker.normalize import fold
from detector.records import Finding, Marker

MANUAL_ZH = """NMD203 省份别称：省份未用通用简称。

检查内容
    省份是否印成别称或较长的名称，如以“黔”代“贵”。置信度为编号的置信度。

依据
    通知要求使用属地省份简称。别称按同一发放机构识读，但此类编号宜与证件核对。

触发情形
    所印编号用的是发放机构的别称，而非简称。

不触发情形
    所印为简称，包括繁体写法；编号为英文写法；发放机构为平台。

整改方法
    发放机构应按证件所载写法标明。
"""

MESSAGE = Localized(
    "{name} is another name of {issuer}, read as {number}.",
    "“{name}”是“{issuer}”的别称，按{number}识读。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers:
        name = _other_name(case, marker)
        if name:
            message = MESSAGE.filled(name=name, issuer=marker.issuer.abbreviation, number=marker.number)
            yield RULE.finding(message, marker.confidence or 0.0)


def _other_name(case: Case, marker: Marker) -> str | None:
    row = case.provisions.issuer_row(marker.issuer.abbreviation or "")
    if row is None:
        return None
    printed = fold(marker.printed).text.partition("网")[0].strip("()")
    return next((name for name in row.other_names if name == printed and not name.isascii()), None)


RULE = Rule(
    code="NMD203",
    name="other-name-issuer",
    name_zh="省份别称",
    severity="note",
    source=source(
        "nrta-2024-35", Localized("the abbreviation of NRTA or the province", "总局或属地省份简称")
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
