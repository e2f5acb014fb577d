"""NMD910 undetermined-category: whether the category suffices depends on the production, which is unknown.

What it checks
    Whether the cost demands the same category for every kind of production that the drama may be. The
    confidence is 1. Where the app draws the number, the one that the catalogue gives is asked about.

Why
    Since 2026-07-01 AI dramas have limits of their own. Between the two limits, the same number suffices
    for a drama with actors and not for an AI drama.

Fires
    The cost is given, the kind of production is not, and the number's category suffices for one kind only.

Stays silent
    The kind of production is given; the category suffices for all kinds, or for none (NMD401); the cost is
    not given; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Say how the drama was made (`--production`).
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.evidence.required_category import cost_demands, is_below
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD910 类别无法确定：类别是否足够取决于未知的制作方式。

检查内容
    按该剧可能的各种制作方式，投资额所要求的类别是否相同。置信度为1。编号由应用叠加的，以目录所列编号代
    之。

依据
    自2026年7月1日起，人工智能微短剧另有投资额标准。投资额介于两种标准之间时，同一编号对真人剧足够，对人
    工智能剧则不足。

触发情形
    投资额已知而制作方式未知，编号的类别只对部分制作方式足够。

不触发情形
    制作方式已知；类别对各种制作方式都足够，或都不足（NMD401）；投资额未知；编号识读把握不足或各帧结果不
    一（NMD902、NMD903）。

整改方法
    请说明制作方式（`--production`）。
"""

MESSAGE = Localized(
    "Whether {number} suffices for {cost} yuan depends on the kind of production.",
    "{number}对{cost}元的投资额是否足够，取决于制作方式。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case) or stand_in(case)
    needed = [demand.category for demand in cost_demands(case)] if markers else []
    for marker in markers:
        too_low = [is_below(marker.category, category) for category in needed if marker.category]
        if any(too_low) and not all(too_low):
            cost = case.episode.investment_cny
            message = MESSAGE.filled(number=called(marker), cost=f"{cost:,}")
            yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD910",
    name="undetermined-category",
    name_zh="类别无法确定",
    severity="warn",
    source=source(
        "nrta-2026-ai-limits",
        Localized("the costs of the three categories of AI dramas", "人工智能微短剧三个类别的投资额标准"),
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
