"""NMD922 unverifiable-number: the registry does not have the number, and is not complete."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import absent, hint, is_complete
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is not in the registry, which need not have all numbers.{hint}",
    "登记库中没有{number}，但登记库未必收录全部编号。{hint}",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, answer in absent(case):
        if not is_complete(case, marker, answer):
            message = MESSAGE.filled(number=called(marker), hint=hint(answer.near))
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD922",
    name="unverifiable-number",
    name_zh="编号无法核实",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins=None,
    check=_check,
)
