"""NMD501 number-on-two-dramas: two dramas of the catalogue show the same number.

What it checks
    Whether the episode's number stands on episodes of another drama too. Dramas are told apart by
    the series, else by the title without the episode at its end. The confidence is the marker's,
    times how unlike the titles are.

Why
    A number belongs to one drama. One number on two dramas is a known way to put a drama online
    that was never reviewed.

Fires
    Another drama, whose title is less than 75 % like this one's, shows the number on a settled
    reading.

Stays silent
    There is no catalogue: one episode is looked at alone. The titles are at least 75 % like each
    other, which may be a spelling (NMD505) or a season; title and series are unknown; a number is
    unsure or contradicted (NMD902, NMD903).

Mend
    Find out to which drama the number was given, and show each of the others its own.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import identity
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.registry_facts import MISSPELT, likeness_to, titles
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD501 一号多剧：目录中两部剧标明同一编号。

检查内容
    本集的编号是否也出现在另一部剧中。按系列名区分各剧；没有系列名的，按去掉集数的剧名区分。置信度为
    编号的置信度，乘以剧名的差异程度。

依据
    一剧一号。两部剧共用一个编号，是未经审查的剧上线的已知手法。

触发情形
    另一部剧标明该编号且识读确定，其剧名与本剧的相似程度不足75%。

不触发情形
    没有目录，仅检查单集；剧名的相似程度达到75%，可能是写法不同（NMD505）或同剧各季；剧名和
    系列名均未知；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    查明编号发放给哪一部剧，其余各剧标明各自的编号。
"""

MESSAGE = Localized(
    "{number} stands on {titles} too.",
    "{number}也出现在{titles}中。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.neighbours is None or not titles(case):
        return
    for marker in sure_markers(case):
        others = case.neighbours.elsewhere.get(identity(marker), ())
        alike = {other: likeness_to(case, (other.title,)) for other in others}
        foreign = [other for other in others if alike[other] < MISSPELT]
        if foreign:
            named = listed(Localized(*(f"“{other.title}”",) * 2) for other in foreign)
            sureness = (marker.confidence or 0.0) * (1 - min(alike[other] for other in foreign))
            yield RULE.finding(MESSAGE.filled(number=marker.number, titles=named), sureness)


RULE = Rule(
    code="NMD501",
    name="number-on-two-dramas",
    name_zh="一号多剧",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
