"""NMD902 ambiguous-marker: several different numbers stand in one opening.

What it checks
    Whether one number only was read. The confidence is that of the second surest number.

Why
    A number is unique to its drama, and each platform shows its own alone. With two of them, which one counts
    is not known, and one may be a misreading of the other. So none is preferred, and each is told with what
    it means here: its category, and whether it is valid on this platform.

Fires
    Two or more different micro-drama numbers were read, at least one of them surely.

Stays silent
    One number was read, however often; numbers of older series stand beside it; no number is sure (NMD903).

Mend
    Look at the picture. If one number is a misreading, confirm the other; if both are there, ask which
    one belongs to this drama.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import counting_markers, is_settled
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD902 编号不唯一：片头出现多个不同的编号。

检查内容
    读到的编号是否唯一。置信度取第二可靠的编号。

依据
    一个编号只属于一部剧，各平台只标明自己的编号。有两个编号时，无法确定以哪个为准，其中一个也可能是误读。
    因此不取任何一个，而分别说明各自的含义：属于哪一类别，在本平台是否有效。

触发情形
    读到两个以上不同的微短剧编号，其中至少一个识读可靠。

不触发情形
    只读到一个编号，无论出现几次；另有的是旧式编号；没有识读可靠的编号（NMD903）。

整改方法
    请人工查看画面。其中之一系误读的，确认另一个；两个都在画面上的，查明哪个属于本剧。
"""

MESSAGE = Localized(
    "Several different numbers were read, and which one counts is not known: {numbers}.",
    "读到多个不同的编号，无法确定以哪个为准：{numbers}。",
)
MEANING = Localized("{number} (category {category}; {valid})", "{number}（类别：{category}；{valid}）")
NO_CATEGORY = Localized("not known", "不明")
EVERYWHERE = Localized("valid on every platform", "各平台通用")
NOWHERE = Localized("of an issuer in no table", "发放机构不在任何表中")
ON = Localized("valid on {apps}", "适用于{apps}")
NOT_HERE = Localized("valid on {apps}, not on {app}", "适用于{apps}，不适用于{app}")


def _check(case: Case) -> Iterator[Finding]:
    markers = counting_markers(case)
    if len(markers) > 1 and any(is_settled(case, marker) for marker in markers):
        second = sorted(marker.confidence or 0.0 for marker in markers)[-2]
        ordered = sorted(markers, key=lambda marker: marker.number)
        yield RULE.finding(MESSAGE.filled(numbers=listed(_meaning(case, one) for one in ordered)), second)


def _meaning(case: Case, marker: Marker) -> Localized:
    category = marker.category
    named = case.provisions.category_words(category, case.as_of) if category else NO_CATEGORY
    return MEANING.filled(number=marker.number, category=named, valid=_validity(case, marker))


def _validity(case: Case, marker: Marker) -> Localized:
    row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
    if marker.issuer.kind != "platform" or row is None:
        return NOWHERE if marker.issuer.kind == "unknown" else EVERYWHERE
    app, apps = case.provisions.app_named(case.episode.platform or ""), listed(row.apps)
    return NOT_HERE.filled(apps=apps, app=app) if app and app not in row.apps else ON.filled(apps=apps)


RULE = Rule(
    code="NMD902",
    name="ambiguous-marker",
    name_zh="编号不唯一",
    severity="warn",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
