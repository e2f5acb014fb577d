"""NMD109 legacy-series: a drama from before 2024 shows a number of an older series.

What it checks
    Whether the only numbers are of older series (V-numbers, 网剧审字, 网影审字), on a drama that went online
    before 2024. The confidence is that of the least sure number.

Why
    Micro-dramas have series of their own. Licences and records of older series exist on dramas from before
    the notice of 2024, so they are no breach, but worth a look.

Fires
    Only numbers of older series stand there, none of them with a year after 2023, and the drama went online
    before 2024.

Stays silent
    A micro-drama number stands there too; the day is not given or later (NMD904, NMD111); a number is
    unsure or contradicted.

Mend
    Check that the record was filed by 2024-05-31, and show the micro-drama number if there is one.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.legacy_numbers import is_from_before_the_notice
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD109 旧式编号：2024年以前的剧标有旧式编号。

检查内容
    仅有的编号是否属于旧式（V字头编号、网剧审字、网影审字），而该剧在2024年以前上线。置信度取各编号中最
    低者。

依据
    微短剧有专门的编号类别。2024年通知发布前的剧可能持有旧式许可证或备案，并不违规，但值得查看。

触发情形
    仅有旧式编号，其年份均不晚于2023年，且该剧在2024年以前上线。

不触发情形
    另有微短剧编号；上线日期未知或较晚（NMD904、NMD111）；编号识读把握不足或各帧结果不一。

整改方法
    核实是否已在2024年5月31日前补充备案；已有微短剧编号的，应予标明。
"""

MESSAGE = Localized(
    "A drama of {day} shows the older series: {numbers}.",
    "{day}上线的剧标有旧式编号：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_from_before_the_notice(case):
        numbers = listed(sorted({marker.number for marker in case.markers}))
        confidence = min(marker.confidence or 0.0 for marker in case.markers)
        message = MESSAGE.filled(day=case.episode.published_on, numbers=numbers)
        yield RULE.finding(message, confidence)


RULE = Rule(
    code="NMD109",
    name="legacy-series",
    name_zh="旧式编号",
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
