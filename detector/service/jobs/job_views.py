"""A job as callers see it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from detector.i18n import Lang
from detector.records import ScanFailure, ScanResult
from detector.service.storage.schema import LANES
from detector.wire import result_from_json, result_to_json

Suggestion = Literal["pass", "review", "block"]
SUGGESTIONS: dict[str, Suggestion] = {
    "pass": "pass",
    "undecided": "review",
    "fail": "block",
    "error": "review",
}
"""What to do after each outcome: what could not be judged, or not be read, is for a person to look at."""

SCHEMA = "detector.scan/1"


def scan_view(row: Mapping[str, Any], lang: Lang = "en") -> dict[str, Any]:
    """The object of one scan, from the row of its job."""
    return {
        "schema": SCHEMA,
        "id": row["id"],
        "data_id": row["data_id"],
        "batch": row["batch"],
        "lane": LANES[row["lane"]],
        "state": row["state"],
        "reason": row["reason"],
        "attempts": row["attempts"],
        "created_at": instant(row["created_ms"]),
        "begun_at": instant(row["begun_ms"]),
        "ended_at": instant(row["ended_ms"]),
        "result": result_view(json.loads(row["result"]), lang) if row["result"] else None,
    }


def result_view(stored: Mapping[str, Any], lang: Lang = "en") -> dict[str, Any]:
    """The contract's object of a stored result, with the suggestion that follows from its outcome."""
    return suggested(result_from_json(stored), lang)


def suggested(result: ScanResult | ScanFailure, lang: Lang = "en") -> dict[str, Any]:
    """The contract's object of a result, with the suggestion that follows from its outcome."""
    return {**result_to_json(result, lang), "suggestion": SUGGESTIONS[result.outcome]}


def instant(at_ms: int | None) -> str | None:
    """A time as ISO 8601 writes it, in UTC, to the millisecond."""
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
