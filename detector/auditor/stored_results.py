"""Stored results: what a scan or an audit saw, read back to be judged again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic_core import from_json

from detector.auditor.ledger import open_ledger
from detector.auditor.ledger_file import FILE
from detector.auditor.results import full_result, judging_rules, own_result
from detector.errors import InputError, InputNotFound
from detector.records import ScanFailure, ScanResult
from detector.scanner import provisions_of
from detector.settings import Settings
from detector.wire import result_from_json


def stored_results(paths: Sequence[Path]) -> Iterator[ScanResult | ScanFailure]:
    """The results in JSON-lines files, and in the ``*.jsonl`` files of folders, sorted by name.

    An audit's folder gives the results in its ledger, in the catalogue's order, without findings across it.

    Raises ``InputNotFound``, or ``InputError`` naming file and line for one that is no result or was
    stored without what was sighted.
    """
    for path in paths:
        if (path / FILE).exists():
            with open_ledger(path) as ledger:
                yield from filter(None, map(own_result, ledger.rows(whole=True)))
            continue
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise InputNotFound(f"{path}: folder without stored results", "they end in .jsonl")
        for file in files:
            try:
                with file.open(encoding="utf-8") as lines:
                    for number, line in enumerate(lines, 1):
                        yield _result(f"{file}, line {number}", line)
            except OSError as error:
                raise InputNotFound(f"{file}: {error.strerror or error}", _WROTE) from None
            except UnicodeDecodeError:
                raise InputNotFound(f"{file}: not encoded in UTF-8", _WROTE) from None


def audited_results(folder: Path, settings: Settings) -> Iterator[ScanResult | ScanFailure]:
    """The results of an audit's folder, with what was found across the catalogue and all that was sighted.

    Raises ``InputNotFound`` for a folder of no audit.
    """
    if not (folder / FILE).exists():
        raise InputNotFound(
            f"{folder}: no folder of an audit", "give what `audit --out` was given, or a video"
        )
    rules = judging_rules(settings, provisions_of(settings))
    with open_ledger(folder) as ledger:
        yield from filter(None, (full_result(row, rules) for row in ledger.rows(whole=True)))


def audited_registry(folder: Path) -> str | None:
    """The address of the registry that an audit asked, without a password; ``None`` where none was noted."""
    if not (folder / FILE).exists():
        return None
    with open_ledger(folder) as ledger:
        return ledger.note(REGISTRY)


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


REGISTRY = "registry"
"""The name under which the ledger notes the address of the registry that was asked."""

_WROTE = "give a file that `scan --openings FILE` wrote"
_HINT = "only files that `scan --openings FILE` wrote can be judged again"
