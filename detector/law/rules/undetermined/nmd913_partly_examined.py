"""NMD913 partly-examined: what is asked now may stand in what was not examined of the opening, or not read.

What it checks
    Whether the opening was examined to its end and all texts in it were read, where a title or an AI label is
    asked for that was not read. The confidence is 1.

Why
    A scan ends as soon as its verdict is clear, and leaves texts unread that do not look like numbers. Judged
    again by another day's law or with more facts, what was seen may be too little: not seeing is not absence.

Fires
    The look ended early, or texts were left unread; since 2026-09-01, the title is given and was not read, or
    the drama was made with AI and no label was read.

Stays silent
    All of the opening was examined and read (NMD107, NMD108); title and label were read or are not asked for.

Mend
    Scan the video again with these facts, or with `--thorough`.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_all_read, lacks_ai_label, lacks_title
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD913 片头未全部检查：检查提前结束，所需内容可能在其后。

检查内容
    需要剧名或人工智能标识而未读到时，片头是否已全部检查、其中文字是否已全部识读。置信度为1。

依据
    结论一经明确，检查即行结束，不像编号的文字不予识读。改按他日法规或补充事实重新判定时，已看到的部分
    可能不足；未看到不等于没有。

触发情形
    检查提前结束，或有文字未识读；自2026年9月1日起，剧名已知而未读到，或制作方式为人工智能而未读到标识。

不触发情形
    片头已全部检查并识读（NMD107、NMD108）；剧名和标识均已读到，或无此要求。

整改方法
    请连同这些事实重新检查视频，或使用`--thorough`。
"""

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
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
    lifted_by="texts",
)
