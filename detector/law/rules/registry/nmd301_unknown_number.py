"""NMD301 unknown-number: nobody gave this number."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import has_all_numbers, near_numbers_hint, unregistered_numbers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is not in the registry, which has all of its issuer's numbers.{hint}",
    "登记库查无{number}，而该编号主体的编号均已收录。{hint}",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, reply in unregistered_numbers(case):
        if has_all_numbers(case, marker, reply):
            message = MESSAGE.filled(number=display_number(marker), hint=near_numbers_hint(reply.near))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD301",
    name="unknown-number",
    name_zh="编号查无登记",
    severity="block",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
