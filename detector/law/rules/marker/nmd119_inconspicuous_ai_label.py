"""NMD119 inconspicuous-ai-label: the label of a drama made with AI is too small or stands too briefly."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.ai_label import (
    faults,
    height_share,
    is_label_asked_for,
    longest_ms,
    standard_labels,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

SMALL = Localized(
    "The label {text} is at most {height:.1f} % of the frame's short side high; {least} % are asked for.",
    "标识“{text}”的文字高度至多为画面最短边的{height:.1f}%，标准要求不低于{least}%。",
)
BRIEF = Localized(
    "The label {text} stood for {seconds:.1f} s at most; {least:.0f} s are asked for.",
    "标识“{text}”至多显示{seconds:.1f}秒，标准要求不少于{least:.0f}秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    form = case.provisions.ai_label_form(case.as_of)
    labels = {label: faults(case, label) for label in standard_labels(case)}
    if not form or not is_label_asked_for(case) or not all(labels.values()):
        return
    ground = case.provisions.source_of(form)
    for label, found in labels.items():
        text = " ".join(label.text.split())
        if "small" in found:
            height = 100 * height_share(case, label)
            said = SMALL.filled(text=text, height=height, least=form.min_height_percent)
            yield RULE.finding(said, label.confidence, ground)
        if "brief" in found:
            seconds = longest_ms(case, label) / 1000
            said = BRIEF.filled(text=text, seconds=seconds, least=form.min_ms / 1000)
            yield RULE.finding(said, label.confidence, ground)


RULE = Rule(
    code="NMD119",
    name="inconspicuous-ai-label",
    name_zh="人工智能标识过小或过短",
    severity="warn",
    source=source("gb-45438-2025", Localized("size and time of a visible label", "显式标识的高度和时长")),
    begins="ai-label-from",
    check=_check,
    by_publication=True,
    lifted_by="texts",
)
