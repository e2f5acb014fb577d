"""NMD307 category-differs: the record has another category.

What it checks
    Whether the category that the number itself says, and the one claimed, are that of the record. The
    confidence is the marker's.

Why
    The category decides who reviews a drama. A record that says another one is of another drama, or was
    changed.

Fires
    Marker or claim say another category than a record of a number that stands there.

Stays silent
    The record has no category; neither number nor claim says one. There is no registry, or it does not
    have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902,
    NMD903).

Mend
    Find out which one holds, and have the record or the claim mended.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Category, Finding

MANUAL_ZH = """NMD307 类别与登记不符：登记的是另一类别。

检查内容
    编号本身所示的类别和申报的类别是否与登记的类别一致。置信度为编号的置信度。

依据
    类别决定由谁审核。登记类别不同，说明登记的是另一部剧，或者登记内容已有变动。

触发情形
    编号所示类别或申报类别与画面上编号的登记类别不同。

不触发情形
    登记未载明类别；编号和申报均未表明类别；没有登记库；登记库没有该编号（NMD301、NMD922）或未
    予答复（NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    查明以何者为准，更正登记或申报内容。
"""

MESSAGE = Localized(
    "The record of {number} has the category {category}, {others}.",
    "{number}的登记类别为“{category}”，{others}。",
)
BY_NUMBER = Localized("the number says {category}", "编号所示类别为“{category}”")
BY_CLAIM = Localized("the claim says {category}", "申报类别为“{category}”")


def _check(case: Case) -> Iterator[Finding]:
    for marker, entry in entries(case):
        told = ((BY_NUMBER, marker.category), (BY_CLAIM, case.episode.category))
        others = [
            says.filled(category=_name(case, category))
            for says, category in told
            if category and category != entry.category
        ]
        if entry.category and others:
            name = _name(case, entry.category)
            message = MESSAGE.filled(number=called(marker), category=name, others=listed(others))
            yield RULE.finding(message, marker.confidence or 0.0)


def _name(case: Case, category: Category) -> Localized:
    return Localized(category, case.provisions.class_name(category, case.as_of))


RULE = Rule(
    code="NMD307",
    name="category-differs",
    name_zh="类别与登记不符",
    severity="warn",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
