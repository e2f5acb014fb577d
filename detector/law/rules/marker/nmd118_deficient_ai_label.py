"""NMD118 deficient-ai-label: the label of a drama made with AI is not in the words of the standard."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_all_read
from detector.law.evidence.ai_label import deficient_labels, is_label_asked_for, standard_labels
from detector.law.evidence.coverage import certainty_of_absence, is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The label {text} lacks the words of the standard: 人工智能 or AI, and 生成 or 合成.",
    "标识“{text}”用语不符合国家标准：应同时含有“人工智能”或“AI”与“生成”或“合成”。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not is_label_asked_for(case) or standard_labels(case):
        return
    if not is_readable(case) or not is_all_read(case):
        return
    sure: dict[str, float] = {}
    for label in deficient_labels(case):
        text = " ".join(label.text.split())
        sure[text] = max(sure.get(text, 0.0), label.confidence)
    for text, confidence in sure.items():
        yield RULE.finding(MESSAGE.filled(text=text), min(confidence, certainty_of_absence(case)))


RULE = Rule(
    code="NMD118",
    name="deficient-ai-label",
    name_zh="人工智能标识用语不规范",
    severity="warn",
    source=source("gb-45438-2025", Localized("the wording of a visible label", "显式标识的文字要求")),
    begins="ai-label-from",
    check=_check,
    by_publication=True,
    lifted_by="texts",
)
