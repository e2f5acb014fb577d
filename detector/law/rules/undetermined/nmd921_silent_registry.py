"""NMD921 silent-registry: the registry could not be asked."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import unanswered_numbers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Whether {number} was given is not known: {reason}.",
    "{number}是否确已核发尚不清楚：{reason}。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, reply in unanswered_numbers(case):
        reason = Localized(reply.reason, reply.reason_zh or reply.reason)
        message = MESSAGE.filled(number=display_number(marker), reason=reason)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD921",
    name="silent-registry",
    name_zh="登记库查询失败",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins=None,
    check=_check,
)
