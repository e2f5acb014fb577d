"""NMD908 unpublished-form: what stands there may be a number of the new papers, whose form is not published.

What it checks
    Whether 微短剧发行许可证, 批准文件, 批准文号 or 节目编号 stands there with digits behind it, or a number
    in the frame of the older forms, given by a known issuer, with a word that is not the notice's:
    （浙）微短剧某字（2026）第1号. The confidence is that of the surest such text.

Why
    Since 2026-09-01 Order 16 asks for the number of a licence, an approval or a programme, and publishes
    no form of these numbers. A number that fits no known series may be a lawful one.

Fires
    Such a label with digits or such a number stands there, and neither a marker nor another near miss.

Stays silent
    A marker stands there, or a near miss that garbles a form of the notice, such as 网微剧备案字; the label
    has no digits behind it; other licences stand there; the issuer is in no table.

Mend
    Compare the number with the paper. When the forms are published, add them to the table.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import old_misses
from detector.law.evidence.unpublished_forms import unpublished
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD908 新编号格式未公布：片头文字可能是新式证件的编号，其格式尚未公布。

检查内容
    片头是否有“微短剧发行许可证”“批准文件”“批准文号”“节目编号”且其后有数字；或是否有沿用旧格式框架、由表
    中机构发放而类别用语不属通知所列的编号，如“（浙）微短剧某字（2026）第1号”。置信度取其中最可靠者。

依据
    自2026年9月1日起，总局令第16号要求标明许可证、批准文件或节目的编号，但未公布编号格式。不属于已知类别
    的编号也可能合规。

触发情形
    片头有此类名称及数字，或有此类编号，而既无编号也无其他疑似编号。

不触发情形
    有编号；疑似编号系误写通知所列格式，如“网微剧备案字”；名称之后没有数字；所标为其他许可证；发放机构不
    在表中。

整改方法
    将编号与证件核对。编号格式公布后，请补入类别表。
"""

MESSAGE = Localized(
    "The form of this number is not published: {printed}.",
    "该编号的格式尚未公布：{printed}。",
)


def _check(case: Case) -> Iterator[Finding]:
    sighting = None if case.markers or old_misses(case) else unpublished(case)
    if sighting:
        printed = " ".join(sighting.text.split())
        yield RULE.finding(MESSAGE.filled(printed=printed), sighting.confidence)


RULE = Rule(
    code="NMD908",
    name="unpublished-form",
    name_zh="新编号格式未公布",
    severity="warn",
    source=source("nrta-order-16", Localized("Article 27", "第二十七条")),
    begins="order-16-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
