"""NMD908 unpublished-form: this may be a number of the new papers, whose form is not published."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import known_form_misses
from detector.law.evidence.unpublished_forms import unpublished_form_sighting
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The form of this number is not published: {printed}.",
    "该编号的格式尚未公布：{printed}。",
)


def _check(case: Case) -> Iterator[Finding]:
    sighting = None if case.markers or known_form_misses(case) else unpublished_form_sighting(case)
    if sighting:
        printed = " ".join(sighting.text.split())
        yield RULE.finding(MESSAGE.filled(printed=printed), sighting.confidence)


RULE = Rule(
    code="NMD908",
    name="unpublished-form",
    name_zh="新编号格式未公布",
    severity="warn",
    source=source("nrta-order-16", Localized("Article 27", "第二十七条")),
    begins="order-16-from",
    check=_check,
)
