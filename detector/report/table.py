"""CSV for spreadsheets: one row an episode."""

import csv
from collections.abc import Iterable
from typing import TextIO

from detector.formula import inert
from detector.records import ScanFailure, ScanResult
from detector.report.glossary import Glossary

COLUMNS = (
    "id", "video", "title", "platform", "outcome", "numbers", "printed", "categories", "issuers",
    "confidence", "first_ms", "last_ms", "near_misses", "findings", "messages", "error", "hint", "as_of",
)  # fmt: skip
"""Where an episode has several markers, near misses or findings, a cell holds all, joined by `` | ``."""

BYTE_ORDER_MARK = "\ufeff"


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, _glossary: Glossary) -> None:
    """A heading and one row an episode, as RFC 4180 says.

    It begins with a byte order mark, without which spreadsheets garble Chinese. A cell that a spreadsheet
    would take for a formula gets an apostrophe in front.
    """
    out.write(BYTE_ORDER_MARK)
    rows = csv.DictWriter(out, COLUMNS, restval="")
    rows.writeheader()
    for result in results:
        cells = _failure(result) if isinstance(result, ScanFailure) else _result(result)
        rows.writerow({column: _inert(cell) for column, cell in cells.items()})
        out.flush()


def _inert(cell: object) -> str:
    return inert("" if cell is None else str(cell))


def _joined(values: Iterable[object]) -> str:
    return " | ".join("" if value is None else str(value) for value in values)


def _episode(result: ScanResult | ScanFailure) -> dict[str, object]:
    episode = result.episode
    return {
        "id": episode.id,
        "video": episode.video,
        "title": episode.title,
        "platform": episode.platform,
        "outcome": result.outcome,
    }


def _failure(result: ScanFailure) -> dict[str, object]:
    error = result.error
    return _episode(result) | {"error": f"{error.type}: {error.message}", "hint": error.hint}


def _result(result: ScanResult) -> dict[str, object]:
    markers, findings = result.markers, result.findings
    return _episode(result) | {
        "numbers": _joined(marker.number for marker in markers),
        "printed": _joined(marker.printed for marker in markers),
        "categories": _joined(marker.category for marker in markers),
        "issuers": _joined(marker.issuer.name for marker in markers),
        "confidence": _joined(marker.confidence for marker in markers),
        "first_ms": _joined(marker.first_ms for marker in markers),
        "last_ms": _joined(marker.last_ms for marker in markers),
        "near_misses": _joined(f"{miss.printed} ({miss.reason})" for miss in result.near_misses),
        "findings": _joined(f"{finding.code} {finding.name}" for finding in findings),
        "messages": _joined(finding.message for finding in findings),
        "as_of": result.as_of,
    }
