"""NMD908 unpublished-form: a label of the new papers stands there, with a number of a form not published.

What it checks
    Whether 微短剧发行许可证, 批准文件, 批准文号 or 节目编号 stands there with digits behind it. The
    confidence is that of the surest such text.

Why
    Since 2026-09-01 Order 16 asks for the number of a licence, an approval or a programme, and publishes
    no form of these numbers. A number that fits no known series may be a lawful one.

Fires
    Such a label with digits stands there, and neither a marker nor a near miss.

Stays silent
    A marker or near miss stands there; the label has no digits behind it; other licences stand there.

Mend
    Compare the number with the paper. When the forms are published, add them to the table.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import labelled_unknown
from detector.records import Finding
from detector.words import Words

MANUAL_ZH = """NMD908 新编号格式未公布：片头有新式证件名称，其编号格式尚未公布。

检查内容
    片头是否有“微短剧发行许可证”“批准文件”“批准文号”“节目编号”且其后有数字。置信度取其中最可靠者。

依据
    自2026年9月1日起，总局令第16号要求标明许可证、批准文件或节目的编号，但未公布编号格式。不属于已知类别
    的编号也可能合规。

触发情形
    片头有此类名称及数字，而既无编号也无疑似编号。

不触发情形
    有编号或疑似编号；名称之后没有数字；所标为其他许可证。

整改方法
    将编号与证件核对。编号格式公布后，请补入类别表。
"""

MESSAGE = Words(
    "The form of this number is not published: {printed}.",
    "该编号的格式尚未公布：{printed}。",
)


def _check(case: Case) -> Iterator[Finding]:
    sighting = None if case.markers or case.near_misses else labelled_unknown(case)
    if sighting:
        printed = " ".join(sighting.text.split())
        yield RULE.finding(MESSAGE.filled(printed=printed), sighting.confidence)


RULE = Rule(
    code="NMD908",
    name="unpublished-form",
    name_zh="新编号格式未公布",
    severity="warn",
    source=source("nrta-order-16", Words("Article 27", "第二十七条")),
    in_force_from=day("order-16-from"),
    in_force_until=None,
    check=_check,
    manual=Words(__doc__ or "", MANUAL_ZH),
)
