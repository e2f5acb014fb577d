"""Presenter of a row of the queue: its picture, its gravest finding, how long it has waited."""

import json
from collections.abc import Mapping
from typing import Any

from detector.evidence import kept_pictures
from detector.i18n import Lang, Localized
from detector.law.rules import rule
from detector.records import Finding, ScanFailure, ScanResult
from detector.review.messages import TEXTS
from detector.wire import result_from_json

_GRAVEST_FIRST = ("block", "warn", "note")
_MINUTE_MS, _HOUR_MIN, _DAY_MIN = 60_000, 60, 1_440


def present_row(row: Mapping[str, Any], reviewer: str, now_ms: int, lang: Lang) -> dict[str, Any]:
    """A row of the queue with what its page shows beside it; ``picture`` is a file's name, or ``None``.

    ``is_free``: nobody has it and the reviewer may decide it, so they can open or claim it.
    """
    result = result_from_json(json.loads(row["result"]))
    is_leased = bool(row["is_open"] and row["holder"] and (row["lease_until_ms"] or 0) > now_ms)
    is_claimed = bool(row["is_open"] and row["claimed_by"] and row["claimed_until_ms"] > now_ms)
    is_taken = (is_leased and row["holder"] != reviewer) or (is_claimed and row["claimed_by"] != reviewer)
    first = next(iter(kept_pictures(result)), None)
    gravest = main_finding(result)
    return {
        **row,
        "video": result.episode.video,
        "is_leased": is_leased,
        "is_claimed": is_claimed,
        "is_mine": is_claimed and row["claimed_by"] == reviewer,
        "is_free": row["is_open"] and not is_taken and row["waits_for_other_than"] != reviewer,
        "picture": first and (first.crop or first.frame),
        "finding": gravest,
        "rule_name": rule_name(gravest, lang) if gravest else "",
        "error": result.error if isinstance(result, ScanFailure) else None,
        "waiting": duration(max(0, now_ms - row["ended_ms"]), lang),
    }


def main_finding(result: ScanResult | ScanFailure) -> Finding | None:
    """The gravest finding, of these the surest; ``None`` without findings."""
    findings = () if isinstance(result, ScanFailure) else result.findings
    return min(findings, key=lambda one: (_GRAVEST_FIRST.index(one.severity), -one.confidence), default=None)


def rule_name(finding: Finding, lang: Lang) -> str:
    """The name of a finding's rule; as stored for a rule that is no more."""
    known = rule(finding.code)
    return Localized(known.name, known.name_zh).in_(lang) if known else finding.name


def duration(ms: int, lang: Lang) -> str:
    """A time in words, in the two largest units: days and hours, hours and minutes, or minutes."""
    minutes = ms // _MINUTE_MS
    days, hours = minutes // _DAY_MIN, minutes % _DAY_MIN // _HOUR_MIN
    name = "days" if days else "hours" if hours else "minutes"
    return TEXTS[name].in_(lang).format(days=days, hours=hours, minutes=minutes % _HOUR_MIN)
