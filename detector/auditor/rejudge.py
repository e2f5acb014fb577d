"""The rules again over stored results: no video is opened."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from detector.auditor.ledger import FILE, open_ledger
from detector.auditor.results import record_of
from detector.errors import InputError, InputNotFound
from detector.records import Marker, NearMiss, ScanFailure, ScanResult
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
        plain = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: no JSON: {error}", _HINT) from None
    if not isinstance(plain, dict):
        raise InputError(f"{place}: no result of this program", _HINT)
    if plain.get("outcome") != "error" and "sightings" not in plain.get("opening", {}):
        raise InputError(f"{place}: stored without what was sighted", _HINT)
    try:
        return result_from_json(plain)
    except InputError as error:
        raise InputError(f"{place}: {error.message}", error.hint) from None


_NO_WARNINGS = Words("warnings do not count", "警告不计入结论")
_HINT = "only files that `scan --openings FILE` wrote can be judged again"


def rejudge(stored: ScanResult, settings: Settings, as_of: date, grounds: Grounds) -> ScanResult:
    """A stored result under the law of a day. Models and pictures are those of the scan."""
    result = judge(stored.episode, stored.opening, settings, as_of, grounds)
    texts: tuple[Marker | NearMiss, ...] = (*stored.markers, *stored.near_misses)
    pictures = {text.printed: text.evidence for text in texts}
    return replace(
        result,
        markers=tuple(replace(marker, evidence=pictures.get(marker.printed)) for marker in result.markers),
        near_misses=tuple(replace(miss, evidence=pictures.get(miss.printed)) for miss in result.near_misses),
        recipe=replace(result.recipe, models=stored.recipe.models),
    )


def change(old: ScanResult, new: ScanResult, lang: Lang = "en") -> str:
    """What changed and why, on one line; empty where outcome and codes are the same."""
    before, after = ({finding.code: finding for finding in result.findings} for result in (old, new))
    gone = [f"-{code}" for code in sorted(before.keys() - after.keys())]
    come = [f"+{code} {after[code].wording(lang).message}" for code in sorted(after.keys() - before.keys())]
    if old.outcome == new.outcome and not gone and not come:
        return ""
    why = [*gone, *come] or [*new.gates[0].reasons] or [_NO_WARNINGS.in_(lang)]
    outcomes = " → ".join(OUTCOMES[result.outcome].in_(lang) for result in (old, new))
    return f"{new.episode.id}: {outcomes}; " + "; ".join(why)
