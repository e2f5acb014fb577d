"""NMD908 unpublished-form: this may be a number of a paper whose form is not published."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.unpublished_forms import unpublished_number
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The form of this number is not published: {printed}.",
    "该编号的格式尚未公布：{printed}。",
)


def _check(case: Case) -> Iterator[Finding]:
    number = None if case.markers else unpublished_number(case)
    if number:
        yield RULE.finding(MESSAGE.filled(printed=number.printed), number.confidence, number.source)


RULE = Rule(
    code="NMD908",
    name="unpublished-form",
    name_zh="新编号格式未公布",
    severity="warn",
    source=source("nrta-order-16", Localized("Article 27", "第二十七条")),
    begins="licences-from",
    check=_check,
)
