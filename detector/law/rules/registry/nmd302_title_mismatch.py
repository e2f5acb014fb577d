"""NMD302 title-mismatch: the number was given to another drama.

What it checks
    Whether title or series is the title under which the registry has the number, or an alias that may be
    used on the day. Punctuation, a season or episode at the end, and a part set off by a sign make no
    difference. The confidence is the marker's, times how unlike the titles are.

Why
    A number belongs to one drama. A number taken from another drama is a known defect, and the title
    shows it.

Fires
    The registry has all the numbers that stand there that it knows under titles less than 75 % like the
    drama's.

Stays silent
    Neither title nor series is given; a title is at least 75 % like (NMD311). There is no registry, or it
    does not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Show this drama's own number. If the drama was renamed, have the change registered and import a newer
    list.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import MISSPELT, entries, title_likeness, titles
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD302 编号与剧名不符：该编号发放给了另一部剧。

检查内容
    剧名或系列名是否与登记库中该编号的剧名一致，或与当日可用的别名一致。标点、末尾的季数或集数、以符号隔开的部
    分，均不影响比对。置信度为编号的置信度，乘以剧名的差异程度。

依据
    一剧一号。借用他剧编号是已知的问题，从剧名即可看出。

触发情形
    画面上凡在库的编号，其登记剧名与本剧剧名的相似程度均不足75%。

不触发情形
    剧名和系列名均未知；有一个剧名的相似程度达到75%（NMD311）；没有登记库；登记库没有该编号（NMD301、NMD922）
    或未予答复（NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    标明本剧自己的编号。剧名有变更的，应办理变更登记，并导入较新的登记数据。
"""

MESSAGE = Localized(
    "{number} was given to {named}, not to {titles}.",
    "{number}发放给“{named}”，而非“{titles}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    found = [(marker, entry, title_likeness(case, entry)) for marker, entry in entries(case)]
    if not titles(case) or any(likeness >= MISSPELT for _, _, likeness in found):
        return
    for marker, entry, likeness in found:
        named = " / ".join(entry.titles_on(case.as_of))
        message = MESSAGE.filled(number=called(marker), named=named, titles=" / ".join(titles(case)))
        yield RULE.finding(message, (marker.confidence or 0.0) * (1 - likeness))


RULE = Rule(
    code="NMD302",
    name="title-mismatch",
    name_zh="编号与剧名不符",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
