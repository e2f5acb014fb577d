"""NMD303 withdrawn-number: the number is withdrawn, or the drama was taken down."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

GONE = {
    "withdrawn": Localized(
        "{number} was withdrawn{since}, as the registry says.",
        "据登记库记载，{number}已{since}撤销。",
    ),
    "taken-down": Localized(
        "{number} belongs to a drama that was taken down{since}, as the registry says.",
        "据登记库记载，{number}所属的剧已{since}下架。",
    ),
}
SINCE = Localized(" on {day}", "于{day}")


def _check(case: Case) -> Iterator[Finding]:
    found = list(entries(case))
    if not all(entry.status_on(case.as_of) in GONE for _, entry in found):
        return
    for marker, entry in found:
        since = SINCE.filled(day=entry.status_since) if entry.status_since else Localized("", "")
        message = GONE[entry.status].filled(number=display_number(marker), since=since)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD303",
    name="withdrawn-number",
    name_zh="编号已撤销",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized("nothing unreviewed and unrecorded may be online", "未经审核且备案的不得上线传播"),
    ),
    begins="recorded-only-from",
    check=_check,
)
