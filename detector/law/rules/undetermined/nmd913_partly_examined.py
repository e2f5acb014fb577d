"""NMD913 partly-examined: what is asked for may stand in a part of the opening that was not examined."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_all_read, lacks_title
from detector.law.evidence.ai_label import is_label_asked_for, lacks_ai_label
from detector.law.evidence.required_category import decisive_day
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The opening was examined up to {seconds} s only; a title or label may stand after that.",
    "片头仅检查至{seconds}秒，剧名或标识可能在其后。",
)
UNREAD = Localized(
    "{count} texts that did not look like numbers were left unread; a title or label may be among them.",
    "另有{count}处文字不像编号，未予识别，剧名或标识可能在其中。",
)
OLDER_SOURCE = source("cac-ai-labels", Localized("a visible label", "显式标识"))


def _check(case: Case) -> Iterator[Finding]:
    if is_all_read(case):
        return
    stopped_ms = case.opening.stopped_ms
    if not (_lacks_title(case) or (is_label_asked_for(case) and lacks_ai_label(case))):
        return
    ground = None if decisive_day(case) >= case.provisions.day("order-16-from") else OLDER_SOURCE
    if stopped_ms is not None:
        yield RULE.finding(MESSAGE.filled(seconds=stopped_ms / 1000), 1.0, ground)
    else:
        yield RULE.finding(UNREAD.filled(count=case.opening.unread), 1.0, ground)


def _lacks_title(case: Case) -> bool:
    return decisive_day(case) >= case.provisions.day("order-16-from") and lacks_title(case)


RULE = Rule(
    code="NMD913",
    name="partly-examined",
    name_zh="片头未全部检查",
    severity="warn",
    source=source("nrta-order-16", Localized("Articles 27 and 34", "第二十七条、第三十四条")),
    begins="ai-label-from",
    check=_check,
    by_publication=True,
    lifted_by="texts",
)
