"""NMD107 missing-title: the drama's title does not stand in the title sequence.

What it checks
    Whether a text in the opening is the title, or nearly. The confidence is the share of the opening that
    was seen, times how unlike the most similar text is.

Why
    Since 2026-09-01 the title sequence shows the drama's title and its number. A title that differs is a
    known sign of a number taken from another drama. Titles drawn as pictures are often not readable by a
    program, so this is a warning.

Fires
    The series is given, else the title, and no text is as much as 70 % like it.

Stays silent
    Neither is given; the series, else the title, stands there; too little of the opening was seen; the look
    ended early or texts were left unread (NMD913); it is a promotional clip.

Mend
    Look at the picture. If the title is there, all is well; if not, show it in the title sequence.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import drama_title, is_all_read, lacks_title, likeness_to_title
from detector.law.evidence.certainty import coverage, is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD107 片头缺少剧名：片头未标明剧名。

检查内容
    片头是否有与剧名相同或相近的文字。置信度为片头实际看到的比例，乘以最相近文字与剧名的差异程度。

依据
    自2026年9月1日起，片头应当标明剧名和编号。剧名不一致往往意味着借用他剧编号。剧名常绘成图形，程序未必
    能识读，故仅作警告。

触发情形
    已知剧名（以系列名为先，没有系列名的以标题为准），而片头没有文字与之相似达七成。

不触发情形
    系列名和标题均未知；片头已标明剧名；片头可用画面过少；检查提前结束或有文字未识读（NMD913）；视频为宣传片。

整改方法
    请人工查看画面。剧名确已标明的即可；未标明的，应在片头补上剧名。
"""

MESSAGE = Localized(
    "The title “{title}” was not read in the opening.",
    "片头未读到剧名《{title}》。",
)


def _check(case: Case) -> Iterator[Finding]:
    if lacks_title(case) and is_readable(case) and is_all_read(case):
        message = MESSAGE.filled(title=drama_title(case))
        yield RULE.finding(message, coverage(case) * (1 - likeness_to_title(case)))


RULE = Rule(
    code="NMD107",
    name="missing-title",
    name_zh="片头缺少剧名",
    severity="warn",
    source=source("nrta-order-16", Localized("Article 27", "第二十七条")),
    begins="order-16-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
    lifted_by="texts",
)
