"""NMD203 other-name-issuer: the province stands there by another name than its usual abbreviation."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.marker.normalize import fold
from detector.records import Finding

MESSAGE = Localized(
    "{name} is another name of {issuer}, read as {number}.",
    "“{name}”是“{issuer}”的别称，按{number}识别。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers:
        row = case.provisions.issuer_row(marker.issuer.abbreviation or "")
        name = fold(marker.printed).text.partition("网")[0].strip("()")
        if row and name in row.other_names and not name.isascii():
            message = MESSAGE.filled(name=name, issuer=marker.issuer.abbreviation, number=marker.number)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD203",
    name="other-name-issuer",
    name_zh="省份别称",
    severity="note",
    source=source(
        "nrta-2024-35", Localized("the abbreviation of NRTA or the province", "总局或属地省份简称")
    ),
    begins="recorded-only-from",
    check=_check,
)
