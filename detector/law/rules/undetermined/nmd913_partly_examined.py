"""NMD913 partly-examined: what is asked for may stand in a part of the opening that was not examined."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_all_read, lacks_ai_label, lacks_title
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The opening was examined up to {seconds} s only; a title or label may stand after that.",
    "片头仅检查至{seconds}秒，剧名或标识可能在其后。",
)


UNREAD = Localized(
    "{count} texts that did not look like numbers were left unread; a title or label may be among them.",
    "另有{count}处文字不像编号，未予识读，剧名或标识可能在其中。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_all_read(case) or not (lacks_title(case) or lacks_ai_label(case)):
        return
    stopped_ms = case.opening.stopped_ms
    if stopped_ms is not None:
        yield RULE.finding(MESSAGE.filled(seconds=stopped_ms / 1000), 1.0)
    else:
        yield RULE.finding(UNREAD.filled(count=case.opening.unread), 1.0)


RULE = Rule(
    code="NMD913",
    name="partly-examined",
    name_zh="片头未全部检查",
    severity="warn",
    source=source("nrta-order-16", Localized("Articles 27 and 34", "第二十七条、第三十四条")),
    begins="order-16-from",
    check=_check,
    by_publication=True,
    lifted_by="texts",
)
