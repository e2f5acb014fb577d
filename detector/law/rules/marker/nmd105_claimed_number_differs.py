"""NMD105 claimed-number-differs: another number stands there than the one that was claimed."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import number_key
from detector.law.evidence.certainty import reliable_markers
from detector.law.evidence.claimed_number import claimed_marker
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{claimed} is claimed, but {numbers} stands there.",
    "申报编号为{claimed}，片头编号为{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    claimed, markers = claimed_marker(case), reliable_markers(case)
    if not claimed or not markers or number_key(claimed) in map(number_key, markers):
        return
    numbers = listed(sorted(marker.number for marker in markers))
    message = MESSAGE.filled(claimed=claimed.number, numbers=numbers)
    yield RULE.finding(message, min(marker.confidence or 0.0 for marker in markers))


RULE = Rule(
    code="NMD105",
    name="claimed-number-differs",
    name_zh="与申报编号不符",
    severity="block",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
