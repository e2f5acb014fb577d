"""A stored result judged again: no video is opened."""

from dataclasses import replace
from datetime import date

from detector.i18n import Lang, Localized
from detector.records import Finding, Marker, NearMiss, ScanResult
from detector.report.messages import OUTCOMES
from detector.scanner import JudgingContext, judge
from detector.settings import Settings

_NO_WARNINGS = Localized("warnings do not count", "警告不计入结论")


def rejudge(stored: ScanResult, settings: Settings, as_of: date, context: JudgingContext) -> ScanResult:
    """A stored result under the law of a day. Models and pictures are those of the scan."""
    result = judge(stored.episode, stored.opening, settings, as_of, context)
    texts: tuple[Marker | NearMiss, ...] = (*stored.markers, *stored.near_misses)
    pictures = {text.printed: text.evidence for text in texts if text.evidence}
    return replace(
        result,
        markers=tuple(replace(one, evidence=pictures.get(one.printed)) for one in result.markers),
        near_misses=tuple(replace(one, evidence=pictures.get(one.printed)) for one in result.near_misses),
        recipe=replace(result.recipe, models=stored.recipe.models),
    )


def change(old: ScanResult, new: ScanResult, lang: Lang = "en") -> str:
    """What changed and why, on one line; empty where outcome, gates and findings are the same.

    A finding whose message changed (such as the limit of another year) is shown as a new one.
    """
    gone, come = _only_in(old, new), _only_in(new, old)
    still = {finding.code for finding in new.findings}
    lost = [f"-{code}" for code in sorted({finding.code for finding in gone} - still)]
    found = [f"+{finding.code} {finding.wording(lang).message}" for finding in come]
    if (old.outcome, old.gates) == (new.outcome, new.gates) and not lost and not found:
        return ""
    is_forgiven = old.outcome != new.outcome == "pass"
    reasons = () if is_forgiven else new.gates[0].reasons
    why = [*lost, *found] or [*reasons] or [_NO_WARNINGS.in_(lang)]
    outcomes = " → ".join(OUTCOMES[result.outcome].in_(lang) for result in (old, new))
    return f"{new.episode.id}: {outcomes}; " + "; ".join(why)


def _only_in(one: ScanResult, other: ScanResult) -> list[Finding]:
    """The findings of one result that the other does not have with the same message."""
    others = {(finding.code, finding.message) for finding in other.findings}
    return [finding for finding in one.findings if (finding.code, finding.message) not in others]
