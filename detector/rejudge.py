"""The rules again over a stored result: no video is opened."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from detector.i18n import Lang, Localized
from detector.records import Finding, Marker, NearMiss, ScanResult
from detector.report.messages import OUTCOMES
from detector.scanner import JudgingContext, judge
from detector.settings import Settings

_Text = TypeVar("_Text", Marker, NearMiss)

_NO_WARNINGS = Localized("warnings do not count", "警告不计入结论")


def rejudge(stored: ScanResult, settings: Settings, as_of: date, grounds: JudgingContext) -> ScanResult:
    """A stored result under the law of a day. Models and pictures are those of the scan."""
    result = judge(stored.episode, stored.opening, settings, as_of, grounds)
    texts: tuple[Marker | NearMiss, ...] = (*stored.markers, *stored.near_misses)
    pictures = {text.printed: text.evidence for text in texts if text.evidence}
    return replace(
        result,
        markers=tuple(_pictured(marker, pictures) for marker in result.markers),
        near_misses=tuple(_pictured(miss, pictures) for miss in result.near_misses),
        recipe=replace(result.recipe, models=stored.recipe.models),
    )


def _pictured(text: _Text, pictures: dict[str, str]) -> _Text:
    evidence = pictures.get(text.printed)
    return replace(text, evidence=evidence) if evidence else text


def _told(one: ScanResult, other: ScanResult) -> list[Finding]:
    """The findings of one result that the other does not have in these words."""
    said = {(finding.code, finding.message) for finding in other.findings}
    return [finding for finding in one.findings if (finding.code, finding.message) not in said]


def change(old: ScanResult, new: ScanResult, lang: Lang = "en") -> str:
    """What changed and why, on one line; empty where outcome, gates and findings are the same.

    A finding that is still there for another reason (a limit of another year) is one that came.
    """
    gone, come = _told(old, new), _told(new, old)
    still = {finding.code for finding in new.findings}
    lost = [f"-{code}" for code in sorted({finding.code for finding in gone} - still)]
    found = [f"+{finding.code} {finding.wording(lang).message}" for finding in come]
    if (old.outcome, old.gates) == (new.outcome, new.gates) and not lost and not found:
        return ""
    why = [*lost, *found] or [*new.gates[0].reasons] or [_NO_WARNINGS.in_(lang)]
    outcomes = " → ".join(OUTCOMES[result.outcome].in_(lang) for result in (old, new))
    return f"{new.episode.id}: {outcomes}; " + "; ".join(why)
