"""NMD403 understated-claim: the claimed category is lower than the other facts demand."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.required_category import decisive_day, is_below, requirements
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The category claimed is {claimed}; {reason} demands {needed}.",
    "申报类别为“{claimed}”；按{reason}应为“{needed}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    claimed = case.episode.category
    if claimed is None:
        return
    for requirement in requirements(case):
        if is_below(claimed, requirement.category) and not requirement.is_inferred:
            message = MESSAGE.filled(
                claimed=case.provisions.category_words(claimed, decisive_day(case)),
                reason=requirement.reason,
                needed=case.provisions.category_words(requirement.category, decisive_day(case)),
            )
            yield RULE.finding(message, requirement.confidence, requirement.source)


RULE = Rule(
    code="NMD403",
    name="understated-claim",
    name_zh="申报类别偏低",
    severity="warn",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    check=_check,
)
