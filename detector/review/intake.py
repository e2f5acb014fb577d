"""How a job that has ended becomes a case of the desk: its rank in the queue, and its filters.

The gravest come first: undecided ones, the least sure text first; failed ones, the surest finding first;
those that could not be read; last what passed, for spot checks, the least sure first.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE, JOB

ORDER = ("undecided", "fail", "error", "pass")
"""Outcomes, the gravest first."""

SPAN = 10_000
"""Ranks of one outcome; that of an outcome's first case is its place in ``ORDER`` times this."""

_CHUNK = 500


def enter(connection: sa.Connection, job: Mapping[str, Any]) -> None:
    """Put a job that has just ended into the desk's queue, unless it has no result; as part of its ending."""
    if job["result"] is None:
        return
    result = json.loads(job["result"])
    row = _case(job, result)
    connection.execute(sa.insert(CASE).values(row))
    codes = sorted({finding["code"] for finding in result.get("findings", ())})
    if codes:
        shared = {name: row[name] for name in ("is_open", "rank", "seq")}
        connection.execute(sa.insert(CASE_RULE), [{"code": code, **shared} for code in codes])


def catch_up(store: Store) -> int:
    """Put jobs into the queue that ended before there was a desk; how many there were."""
    count = 0
    absent = sa.select(JOB).outerjoin(CASE, CASE.c.seq == JOB.c.seq)
    query = absent.where(CASE.c.seq.is_(None), JOB.c.result.is_not(None)).order_by(JOB.c.seq).limit(_CHUNK)
    while True:
        with store.writing() as connection:
            rows = connection.execute(query.with_for_update(of=JOB, skip_locked=True)).mappings().all()
            for row in rows:
                enter(connection, dict(row))
        count += len(rows)
        if len(rows) < _CHUNK:
            return count


def _case(job: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    outcome, confidence = result["outcome"], _confidence(result)
    episode = json.loads(job["episode"])
    return {
        "seq": job["seq"],
        "job": job["id"],
        "is_open": True,
        "rank": ORDER.index(outcome) * SPAN + _within(outcome, confidence),
        "outcome": outcome,
        "platform": job["platform"],
        "drama": episode.get("series") or episode.get("title"),
        "number": episode.get("number"),
        "confidence": confidence,
    }


def _within(outcome: str, confidence: int | None) -> int:
    if confidence is None:
        return 0
    return 1_000 - confidence if outcome == "fail" else confidence


def _confidence(result: Mapping[str, Any]) -> int | None:
    """Per mille: of the surest finding that fails it, else of the least sure text; ``None`` for neither."""
    findings: list[float] = [
        one["confidence"] for one in result.get("findings", ()) if one["severity"] == "block"
    ]
    texts: list[float | None] = [
        one["confidence"] for name in ("markers", "near_misses") for one in result.get(name, ())
    ]
    if result["outcome"] == "fail" and findings:
        return round(1_000 * max(findings))
    known = [confidence for confidence in texts if confidence is not None]
    return round(1_000 * min(known)) if known else None
