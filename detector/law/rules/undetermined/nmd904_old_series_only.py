"""NMD904 old-series-only: only a number of an older series stands there.

What it checks
    Whether a number of the micro-drama series stands beside the older one. The confidence is that of the
    surest older number.

Why
    V-numbers, 网剧审字 and 网影审字 were given before the notice of 2024. Whether one suffices depends on
    when the drama went online.

Fires
    Numbers were read, all of them are of older series, and the day on which the drama went online is not
    given or does not settle it.

Stays silent
    A micro-drama number (网微剧审字, 网微剧备字) was read too; no number was read; the drama is known to be
    from before 2024 (NMD109), or number and drama to be later (NMD111).

Mend
    Say when the drama went online (`--published-on`). If after 2024-05-31, it needs a micro-drama number.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.legacy_numbers import (
    is_from_before_the_notice,
    is_of_a_wrong_series,
    only_older_series,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD904 仅有旧式编号：片头仅有旧式编号。

检查内容
    旧式编号之外是否另有微短剧编号。置信度取旧式编号中最可靠者。

依据
    V字头编号、网剧审字、网影审字发放于2024年通知之前，是否足够取决于该剧何时上线。

触发情形
    读到的编号均为旧式，而上线日期未知或据此仍不能确定。

不触发情形
    另有微短剧编号（网微剧审字、网微剧备字）；未读到编号；已知该剧在2024年以前上线（NMD109），或编号与该
    剧均在其后（NMD111）。

整改方法
    请提供上线日期（`--published-on`）。2024年5月31日以后上线的，须有微短剧编号。
"""

MESSAGE = Localized(
    "Only an older series stands there: {numbers}.",
    "片头仅有旧式编号：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if not only_older_series(case) or is_from_before_the_notice(case) or is_of_a_wrong_series(case):
        return
    numbers = listed(sorted({marker.number for marker in case.markers}))
    confidence = max(marker.confidence or 0.0 for marker in case.markers)
    yield RULE.finding(MESSAGE.filled(numbers=numbers), confidence)


RULE = Rule(
    code="NMD904",
    name="old-series-only",
    name_zh="仅有旧式编号",
    severity="warn",
    source=source(
        "nrta-2022-128",
        Localized("licences and records before the notice on micro-dramas", "微短剧通知之前的许可与备案"),
    ),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
