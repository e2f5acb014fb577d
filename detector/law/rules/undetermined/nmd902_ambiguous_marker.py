"""NMD902 ambiguous-marker: several different numbers stand in one opening."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from detector.i18n import LANGS, Localized, listed
from detector.law.case import Case
from detector.law.evidence.aggregate import do_touch
from detector.law.evidence.certainty import current_markers, is_settled
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MESSAGE = Localized(
    "Several different numbers were read, and which one counts is not known: {numbers}.{conflicts}",
    "识别到多个不同的编号，无法确定以哪个为准：{numbers}。{conflicts}",
)
MEANING = Localized(
    "{number} (category {category}; {valid}; {first}–{last} s at {x},{y} px)",
    "{number}（类别：{category}；{valid}；{first}–{last}秒，位置{x},{y}像素）",
)
TOGETHER = Localized(" {first} and {second} stand there at the same time.", "{first}与{second}同时出现。")
SUCCESSIVE = Localized(
    " {first} and {second} stand in one place, one after the other.", "{first}与{second}在同一位置先后出现。"
)
MAX_CONFLICTS = 6
"""Conflicts that are named: all of four numbers. A counter on the screen would give hundreds."""
NO_CATEGORY = Localized("not known", "不明")
EVERYWHERE = Localized("valid on every platform", "各平台通用")
NOWHERE = Localized("of an issuer in no table", "编号主体不在任何表中")
ON = Localized("valid on {apps}", "仅限{apps}使用")
NOT_HERE = Localized("valid on {apps}, not on {app}", "仅限{apps}使用，不得用于{app}")


def _check(case: Case) -> Iterator[Finding]:
    markers = current_markers(case)
    if len(markers) > 1 and any(is_settled(case, marker) for marker in markers):
        second = sorted(marker.confidence or 0.0 for marker in markers)[-2]
        ordered = sorted(markers, key=lambda marker: marker.number)
        meanings = []
        for marker in ordered:
            category = marker.category
            named = case.provisions.category_words(category, case.as_of) if category else NO_CATEGORY
            valid = _validity(case, marker)
            times = {"first": _seconds(marker.first_ms), "last": _seconds(marker.last_ms)}
            x, y = _corner(marker)
            meaning = MEANING.filled(number=marker.number, category=named, valid=valid, x=x, y=y, **times)
            meanings.append(meaning)
        told = tuple(_conflicts(markers))[:MAX_CONFLICTS]
        conflicts = Localized(*("".join(said.in_(lang) for said in told) for lang in LANGS))
        yield RULE.finding(MESSAGE.filled(numbers=listed(meanings), conflicts=conflicts), second)


def _conflicts(markers: Iterable[Marker]) -> Iterator[Localized]:
    """Of each two numbers, whether they stand there at one time, or after each other in one place."""
    for one, other in combinations(sorted(markers, key=lambda m: (m.first_ms or 0, m.number)), 2):
        if (other.first_ms or 0) <= (one.last_ms or 0):
            yield TOGETHER.filled(first=one.number, second=other.number)
        elif do_touch(one.quad, other.quad):
            yield SUCCESSIVE.filled(first=one.number, second=other.number)


def _seconds(at_ms: int | None) -> str:
    return f"{(at_ms or 0) / 1000:.1f}"


def _corner(marker: Marker) -> tuple[int, int]:
    """The upper left corner of its box, in px."""
    corners = marker.quad or ((0, 0),)
    return min(x for x, _ in corners), min(y for _, y in corners)


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
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins=None,
    check=_check,
)
