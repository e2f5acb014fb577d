"""NMD502 two-numbers-in-one-drama: the episodes of one drama show different numbers."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.catalogue_context import Held, Neighbours, identity, outliers
from detector.law.evidence.certainty import sure_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MESSAGE = Localized(
    "{number} stands here, {others} on other episodes of the drama or beside it.",
    "此处为{number}，本剧其他各集或本集另有{others}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.neighbours is None:
        return
    for marker in sure_markers(case):
        others = [held for held in case.neighbours.held if _contradicts(held, marker, case.neighbours)]
        if others:
            numbers = listed(f"{held.number} × {held.episodes}" for held in others)
            message = MESSAGE.filled(number=marker.number, others=numbers)
            yield RULE.finding(message, marker.confidence or 0.0)


def _contradicts(held: Held, marker: Marker, neighbours: Neighbours) -> bool:
    mine = identity(marker)
    if held.identity == mine or {held.identity, mine} & outliers(neighbours):
        return False
    by_platforms = held.kind == marker.issuer.kind == "platform"
    return not (by_platforms and held.issuer != marker.issuer.abbreviation)


RULE = Rule(
    code="NMD502",
    name="two-numbers-in-one-drama",
    name_zh="一剧多号",
    severity="block",
    source=source("nrta-2024-35", Localized("one unique number for each drama", "一剧一号")),
    begins="recorded-only-from",
    check=_check,
)
