"""NMD110 old-form-marker: the number has the form of the notice of 2024, which Order 16 has replaced.

What it checks
    Whether the form of the number is one that the law of the day still knows. The confidence is the
    marker's.

Why
    Order 16 gives other papers since 2026-09-01 and publishes no form for their numbers. Numbers of the
    old form still stand on live dramas, and are accepted until the new forms are published.

Fires
    A surely read number has a form whose time is over on the day.

Stays silent
    The day is before 2026-09-01; only older series stand there (NMD904); a number is unsure or
    contradicted (NMD902, NMD903).

Mend
    Show the number of the new paper once there is one; until then nothing is to be done.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD110 沿用旧格式：编号为2024年通知的格式，总局令第16号已另设证件。

检查内容
    编号的格式在判定所依日期是否仍为现行格式。置信度为编号的置信度。

依据
    自2026年9月1日起，总局令第16号改发其他证件，但未公布编号格式。线上剧目仍有旧格式编号，在新格式公布前
    予以认可。

触发情形
    识读可靠的编号，其格式在当日已过适用期。

不触发情形
    日期在2026年9月1日之前；仅有更早的旧式编号（NMD904）；编号识读把握不足或各帧结果不一（NMD902、
    NMD903）。

整改方法
    取得新证件后标明新编号；在此之前无须处理。
"""

MESSAGE = Localized(
    "{number} has the form in use until {day}; it is accepted.",
    "{number}沿用适用至{day}的格式，予以认可。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker in undoubted_markers(case):
        row = case.provisions.series_row(marker.series)
        if row and row.form_until and case.as_of > row.form_until:
            message = MESSAGE.filled(number=marker.number, day=row.form_until)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD110",
    name="old-form-marker",
    name_zh="沿用旧格式",
    severity="note",
    source=source(
        "nrta-order-16",
        Localized(
            "in force from 2026-09-01; publishes no form of its numbers",
            "自2026年9月1日起施行，未公布编号格式",
        ),
    ),
    begins="order-16-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
