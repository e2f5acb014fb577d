"""NMD108 missing-ai-label: a drama made with AI shows no label that says so.

What it checks
    Whether a text in the opening says that the drama was made with artificial intelligence, by the table
    of such words. The confidence is the share of the opening that was seen.

Why
    Since 2025-09-01 what was generated carries a visible label; since 2026-09-01 an AI drama carries one
    in every episode. It may stand after the examined opening, so this is a warning.

Fires
    The production is AI, enough of the opening was seen, and no such words were read.

Stays silent
    The production is another one or not given; the words stand there; too little of the opening was seen;
    the look ended early or texts were left unread (NMD913); the app draws its marks over the video.

Mend
    Put the label into every episode, where it can be seen from the start.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_all_read, lacks_ai_label
from detector.law.evidence.certainty import coverage, is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD108 缺少人工智能标识：人工智能制作的微短剧未作标识。

检查内容
    片头是否有说明该剧由人工智能制作的文字，以标识用语表为准。置信度为片头实际看到的比例。

依据
    自2025年9月1日起，生成内容应当有显式标识；自2026年9月1日起，人工智能微短剧应当每集标识。标识可能出现
    在受检片头之后，故仅作警告。

触发情形
    制作方式为人工智能，片头可用画面充足，而未读到此类文字。

不触发情形
    制作方式不是人工智能或未知；已有此类文字；片头可用画面过少；检查提前结束或有文字未识读（NMD913）；标识由应用叠加在画面上。

整改方法
    每集均应作出标识，并从一开始即可看到。
"""

MESSAGE = Localized(
    "No label that says that the drama was made with AI was read in the opening.",
    "片头未读到说明该剧由人工智能制作的标识。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not lacks_ai_label(case) or not is_readable(case) or not is_all_read(case):
        return
    # Order 16 speaks of episodes; a promotional clip is asked for a label by the older measures.
    by_order_16 = case.as_of >= case.provisions.day("order-16-from") and case.episode.kind != "promo"
    ground = source("nrta-order-16", Localized("Article 34", "第三十四条")) if by_order_16 else None
    yield RULE.finding(MESSAGE, coverage(case), ground)


RULE = Rule(
    code="NMD108",
    name="missing-ai-label",
    name_zh="缺少人工智能标识",
    severity="warn",
    source=source("cac-ai-labels", Localized("a visible label", "显式标识")),
    begins="ai-label-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
    lifted_by="texts",
)
