"""NMD107 missing-title: the drama's title does not stand in the title sequence."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import best_title_similarity, drama_title, is_all_read, lacks_title
from detector.law.evidence.coverage import certainty_of_absence, is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The title “{title}” was not read in the opening.",
    "片头未识别到剧名《{title}》。",
)


def _check(case: Case) -> Iterator[Finding]:
    if lacks_title(case) and is_readable(case) and is_all_read(case):
        message = MESSAGE.filled(title=drama_title(case))
        yield RULE.finding(message, certainty_of_absence(case) * (1 - best_title_similarity(case)))


RULE = Rule(
    code="NMD107",
    name="missing-title",
    name_zh="片头缺少剧名",
    severity="warn",
    source=source("nrta-order-16", Localized("Article 27", "第二十七条")),
    begins="order-16-from",
    check=_check,
    by_publication=True,
    lifted_by="texts",
)
