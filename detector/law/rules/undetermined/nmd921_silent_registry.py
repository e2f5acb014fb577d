"""NMD921 silent-registry: the registry could not be asked."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import silent
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Whether {number} was given is not known: {reason}.",
    "{number}是否确已发放尚不清楚：{reason}。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in silent(case):
        reason = Localized(answer.reason, answer.reason_zh or answer.reason)
        message = MESSAGE.filled(number=called(marker), reason=reason)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD921",
    name="silent-registry",
    name_zh="登记库未予答复",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins=None,
    check=_check,
)
