"""NMD203 other-name-issuer: the province stands there by another name than its usual abbreviation."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.marker.normalize import fold
from detector.records import Finding, Marker

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
    check=_check,
)
