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
        name = fold(marker.printed).text.partition("网")[0].strip("()")
        is_authority = marker.issuer.kind in ("nrta", "province")
        is_other = name != marker.issuer.abbreviation and case.provisions.issuer_named(name) == marker.issuer
        if is_authority and is_other:
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
