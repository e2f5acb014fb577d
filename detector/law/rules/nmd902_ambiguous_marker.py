"""NMD902 ambiguous-marker: several different numbers stand in one opening.

What it checks
    Whether one number only was read. The confidence is that of the second surest number.

Why
    A number is unique to its drama. With two of them, which one counts is not known, and one may be a
    misreading of the other.

Fires
    Two or more different micro-drama numbers were read, at least one of them surely.

Stays silent
    One number was read, however often; numbers of older series stand beside it; no number is sure (NMD903).

Mend
    Look at the picture. If one number is a misreading, confirm the other; if both are there, ask which
    one belongs to this drama.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import counting_markers, is_settled
from detector.records import Finding
from detector.words import Words, listed

MANUAL_ZH = """NMD902 编号不唯一：片头出现多个不同的编号。

检查内容
    读到的编号是否唯一。置信度取第二可靠的编号。

依据
    一个编号只属于一部剧。有两个编号时，无法确定以哪个为准，其中一个也可能是误读。

触发情形
    读到两个以上不同的微短剧编号，其中至少一个识读可靠。

不触发情形
    只读到一个编号，无论出现几次；另有的是旧式编号；没有识读可靠的编号（NMD903）。

整改方法
    请人工查看画面。其中之一系误读的，确认另一个；两个都在画面上的，查明哪个属于本剧。
"""

MESSAGE = Words(
    "Several different numbers were read: {numbers}.",
    "读到多个不同的编号：{numbers}。",
)


def _check(case: Case) -> Iterator[Finding]:
    markers = counting_markers(case)
    numbers = sorted({marker.number for marker in markers})
    if len(numbers) > 1 and any(is_settled(case, marker) for marker in markers):
        second = sorted(marker.confidence or 0.0 for marker in markers)[-2]
        yield RULE.finding(MESSAGE.filled(numbers=listed(numbers)), second)


RULE = Rule(
    code="NMD902",
    name="ambiguous-marker",
    name_zh="编号不唯一",
    severity="warn",
    source=source("nrta-2024-35", Words("one unique number for each drama", "一剧一号")),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=Words(__doc__ or "", MANUAL_ZH),
)
