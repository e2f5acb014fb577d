"""NMD108 missing-ai-label: a drama made with AI shows no label that says so."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_all_read
from detector.law.evidence.ai_label import ai_labels, is_label_asked_for
from detector.law.evidence.coverage import certainty_of_absence, is_readable
from detector.law.evidence.required_category import decisive_day
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "No label that says that the drama was made with AI was read in the opening.",
    "片头未识别到人工智能生成合成内容标识。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not is_label_asked_for(case) or ai_labels(case) or not is_readable(case) or not is_all_read(case):
        return
    # Order 16 speaks of episodes; a promotional clip is asked for a label by the older measures.
    by_order_16 = decisive_day(case) >= case.provisions.day("order-16-from") and case.episode.kind != "promo"
    ground = source("nrta-order-16", Localized("Article 34", "第三十四条")) if by_order_16 else None
    yield RULE.finding(MESSAGE, certainty_of_absence(case), ground)


RULE = Rule(
    code="NMD108",
    name="missing-ai-label",
    name_zh="缺少人工智能标识",
    severity="warn",
    source=source("cac-ai-labels", Localized("a visible label", "显式标识")),
    begins="ai-label-from",
    check=_check,
    by_publication=True,
    lifted_by="texts",
    holds_launch=True,
)
