"""NMD912 unknown-episode: whether a number is missing depends on which episode this is, which is unknown."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.claimed_number import does_app_draw_number
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "No number was seen. The first {first} must show one; which episode this is is not known.",
    "未见编号。前{first}集须标注编号，而未提供本集为第几集。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_number_needed(case) is None and shows_no_number(case) and not does_app_draw_number(case):
        first = case.policy.number_on_first
        yield RULE.finding(MESSAGE.filled(first=first), 1.0)


RULE = Rule(
    code="NMD912",
    name="unknown-episode",
    name_zh="集次不明",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins="recorded-only-from",
    check=_check,
)
