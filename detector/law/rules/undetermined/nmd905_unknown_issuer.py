"""NMD905 unknown-issuer: the name before the number is in no table."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number, overlaid_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The issuer {name} of {number} is in no table.",
    "{number}的编号主体“{name}”不在任何表中。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers or overlaid_markers(case):
        name = marker.issuer.abbreviation
        if marker.issuer.kind == "unknown" and name is not None:
            message = MESSAGE.filled(name=name, number=display_number(marker))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD905",
    name="unknown-issuer",
    name_zh="编号主体不明",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized(
            "the issuer's abbreviation stands before the number", "编号前标注总局、属地省份或播出平台简称"
        ),
    ),
    begins=None,
    check=_check,
)
