"""NMD311 misspelt-title: the title is nearly the one registered.

What it checks
    Whether title or series, where it is not the registered one, is at least 75 % like it. The confidence
    is the marker's, times how like the titles are.

Why
    A title with one other letter is a slip in a catalogue, or a drama that wants to be taken for another.

Fires
    No title that the registry has for the numbers that stand there is the drama's, and one is at least 75
    % like it.

Stays silent
    Neither title nor series is given; a title is the same, or all are less like (NMD302). There is no
    registry, or it does not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure
    or contradicted (NMD902, NMD903).

Mend
    Write the title as it was registered. If it is another drama, show its own number.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import MISSPELT, entries, title_likeness, titles
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD311 剧名疑似误写：剧名与登记的剧名相近而不相同。

检查内容
    剧名或系列名与登记的剧名不同时，相似程度是否达到75%。置信度为编号的置信度，乘以剧名的相似程度。

依据
    剧名有一字之差的，或为目录笔误，或为冒充他剧。

触发情形
    画面上各编号的登记剧名均与本剧剧名不同，且其中一个的相似程度达到75%。

不触发情形
    剧名和系列名均未知；有一个剧名相同，或相似程度均不足（NMD302）；没有登记库；登记库没有该编号
    （NMD301、NMD922）或未予答复（NMD921）；编号识读把握不足或各帧结果不一（NMD902、
    NMD903）。

整改方法
    按登记的剧名书写。确属另一部剧的，应标明其自己的编号。
"""

MESSAGE = Localized(
    "{number} was given to {named}, here it is {titles}.",
    "{number}发放给“{named}”，此处剧名为“{titles}”。",
)


def _check(case: Case) -> Iterator[Finding]:
    found = [(title_likeness(case, entry), marker, entry) for marker, entry in entries(case)]
    alike, marker, entry = max(found, key=lambda known: known[0], default=(0.0, None, None))
    if marker and entry and MISSPELT <= alike < 1:
        named = " / ".join(entry.titles_on(case.as_of))
        message = MESSAGE.filled(number=called(marker), named=named, titles=" / ".join(titles(case)))
        yield RULE.finding(message, (marker.confidence or 0.0) * alike)


RULE = Rule(
    code="NMD311",
    name="misspelt-title",
    name_zh="剧名疑似误写",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
