"""NMD114 unbracketed-issuer: the issuer of the number stands there without its brackets."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{printed} is the number {number}, but its issuer stands without brackets.",
    "{printed}即{number}，但编号主体未加括号。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in reliable_current_markers(case):
        if marker.brackets == "none":
            message = MESSAGE.filled(printed=" ".join(marker.printed.split()), number=marker.number)
            severity = case.policy.unbracketed_issuer
            yield RULE.finding(message, marker.confidence or 0.0, severity=severity)


RULE = Rule(
    code="NMD114",
    name="unbracketed-issuer",
    name_zh="编号主体未加括号",
    severity="warn",
    source=source("nrta-2024-35", Localized("the three forms of the number", "编号的三种格式")),
    begins="recorded-only-from",
    check=_check,
)
