"""NMD902 ambiguous-marker: several different numbers stand in one opening."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import current_markers, is_settled
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

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
    markers = current_markers(case)
    if len(markers) > 1 and any(is_settled(case, marker) for marker in markers):
        second = sorted(marker.confidence or 0.0 for marker in markers)[-2]
        ordered = sorted(markers, key=lambda marker: marker.number)
        meanings = []
        for marker in ordered:
            category = marker.category
            named = case.provisions.category_words(category, case.as_of) if category else NO_CATEGORY
            valid = _validity(case, marker)
            meanings.append(MEANING.filled(number=marker.number, category=named, valid=valid))
        yield RULE.finding(MESSAGE.filled(numbers=listed(meanings)), second)


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
    check=_check,
)
