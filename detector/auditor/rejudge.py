"""The rules again over stored results: no video is opened."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic_core import from_json

from detector.auditor.ledger import FILE, open_ledger
from detector.auditor.results import record_of
from detector.errors import InputError, InputNotFound
from detector.records import Finding, Marker, NearMiss, ScanFailure, ScanResult
from detector.report.phrases import OUTCOMES
from detector.scanner import Grounds, judge
from detector.settings import Settings
from detector.wire import result_from_json
from detector.words import Lang, Words


def stored_results(paths: Sequence[Path]) -> Iterator[ScanResult | ScanFailure]:
    """The results in JSON-lines files, and in the ``*.jsonl`` files of folders, in order of name.

    A folder of an audit gives what its ledger keeps, in the catalogue's order, without findings across it.

    Raises ``InputNotFound``, or ``InputError`` naming file and line for one that is no result or was
    stored without what was sighted.
    """
    for path in paths:
        if (path / FILE).exists():
            with open_ledger(path) as ledger:
                yield from filter(None, map(record_of, ledger.kept()))
            continue
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise InputNotFound(f"{path}: folder without stored results", "they end in .jsonl")
        for file in files:
            yield from _lines(file)


def _lines(file: Path) -> Iterator[ScanResult | ScanFailure]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _result(f"{file}, line {number}", line)
    except (OSError, UnicodeDecodeError) as error:
        raise InputNotFound(f"{file}: {error}", "give a file that `scan --openings FILE` wrote") from None


def _result(place: str, line: str) -> ScanResult | ScanFailure:
    try:
        plain = from_json(line)
    except ValueError as error:
        raise InputError(f"{place}: no JSON: {error}", _HINT) from None
    if not isinstance(plain, dict):
        raise InputError(f"{place}: no result of this program", _HINT)
    if plain.get("outcome") != "error" and "sightings" not in plain.get("opening", {}):
        raise InputError(f"{place}: stored without what was sighted", _HINT)
    try:
        return result_from_json(plain)
    except InputError as error:
        raise InputError(f"{place}: {error.message}", error.hint) from None


_Text = TypeVar("_Text", Marker, NearMiss)

_NO_WARNINGS = Words("warnings do not count", "警告不计入结论")
_HINT = "only files that `scan --openings FILE` wrote can be judged again"


def rejudge(stored: ScanResult, settings: Settings, as_of: date, grounds: Grounds) -> ScanResult:
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
