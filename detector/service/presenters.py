"""Presenters: the row of a job as the JSON object that callers get, in responses and in webhooks."""

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
"""What to do after each outcome: a person reviews what could not be judged or not be read."""

SCHEMA = "detector.scan/1"


def present_scan(row: Mapping[str, Any], lang: Lang = "en") -> dict[str, Any]:
    """The object of one scan (schema ``detector.scan/1``), from the row of its job and its decision."""
    return {
        "schema": SCHEMA,
        "id": row["id"],
        "data_id": row["data_id"],
        "batch": row["batch"],
        "lane": LANES[row["lane"]],
        "state": row["state"],
        "reason": row["reason"],
        "attempts": row["attempts"],
        "created_at": iso_utc(row["created_ms"]),
        "begun_at": iso_utc(row["begun_ms"]),
        "ended_at": iso_utc(row["ended_ms"]),
        "result": present_result(result_from_json(json.loads(row["result"])), lang)
        if row["result"]
        else None,
        "decision": present_decision(row),
    }


def present_decision(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The decision that stands for a scan; ``None`` where nobody has decided, or all was undone.

    It is in the columns ``decision_*``, which the row of a scan that has just ended does not have yet.
    """
    if row.get("decision_action") is None:
        return None
    names = ("action", "by", "by_id", "reason", "note", "state")
    return {name: row[f"decision_{name}"] for name in names} | {"at": iso_utc(row["decision_at_ms"])}


def present_result(result: ScanResult | ScanFailure, lang: Lang = "en") -> dict[str, Any]:
    """The object of a result (schema ``detector.result/1``) and the suggestion for its outcome."""
    return {**result_to_json(result, lang), "suggestion": SUGGESTIONS[result.outcome]}


def iso_utc(at_ms: int | None) -> str | None:
    """A time in ms since 1970 as ISO 8601 in UTC, to the millisecond; ``None`` for ``None``."""
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
