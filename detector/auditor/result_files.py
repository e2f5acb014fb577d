"""The results of an audit as its folder has them, line by line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detector.errors import InputError, InputNotFound
from detector.records import ScanFailure
from detector.report.rows import Result

RESULTS, QUARANTINE, REPORT = "results.jsonl", "quarantine.jsonl", "report.html"


def result_lines(run: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id and the object of each result in an audit's folder, or in a file of results.

    Raises ``InputNotFound``, or ``InputError`` naming file and line.
    """
    file = run / RESULTS if run.is_dir() else run
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    plain = json.loads(line)
                    yield str(plain["episode"]["id"]), plain
                except (ValueError, KeyError, TypeError) as error:
                    raise InputError(f"{file}, line {number}: no result: {error}", "audit again") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: no results: not encoded in UTF-8", "give the folder of an audit") from None
    except OSError as error:
        raise InputNotFound(f"{file}: {error.strerror}", "give the folders of two audits") from None


def codes_of(result: Result | None) -> set[str]:
    """The codes of a result's findings, or the type of its error."""
    if result is None:
        return set()
    if isinstance(result, ScanFailure):
        return {result.error.type}
    return {finding.code for finding in result.findings}
