"""NMD909 marker-in-app: the number is drawn by the app, so the file cannot show whether it is there."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.claimed_number import claimed_marker, is_drawn_by_app
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The app draws the number over the video; the file cannot show it.",
    "编号由客户端（App）叠加显示，文件本身无法证明。",
)
NO_LAWFUL_CLAIM = Localized(
    "The app draws the number, and the catalogue's {claim} is in no lawful form.",
    "编号由客户端（App）叠加显示，而片单所列的{claim}不符合规定格式。",
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
    name_zh="编号由客户端（App）叠加显示",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins=None,
    check=_check,
)
