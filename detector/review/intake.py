"""Intake: a job that has ended becomes a case of the review queue, with its rank and what filters need.

The most urgent come first: undecided ones, the least sure text first; failed ones, the surest finding first;
unreadable ones; and last those that passed, the least sure first, for spot checks: the queue lists them only
where they are asked for.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE, JOB

OUTCOME_ORDER = ("undecided", "fail", "error", "pass")
"""Outcomes, the most urgent first."""

RANKS_PER_OUTCOME = 10_000
"""The ranks of an outcome start at its index in ``OUTCOME_ORDER`` times this."""

_CHUNK = 500


def rank_while_open(outcome: str, rank: int, *, waits: bool) -> int:
    """The rank of an open case: what passed is in the queue only while a second reviewer must decide it."""
    place = 0 if waits else OUTCOME_ORDER.index(outcome)
    return rank % RANKS_PER_OUTCOME + place * RANKS_PER_OUTCOME if outcome == "pass" else rank


def open_case(connection: sa.Connection, job: Mapping[str, Any]) -> None:
    """Open the case of a job that ends in this transaction, unless it has no result."""
    if job["result"] is None:
        return
    result, episode = json.loads(job["result"]), json.loads(job["episode"])
    outcome, confidence = result["outcome"], _confidence(result)
    urgency = 0  # within the outcome: less is more urgent
    if confidence is not None:
        urgency = 1_000 - confidence if outcome == "fail" else confidence
    key = {
        "is_open": True,
        "rank": OUTCOME_ORDER.index(outcome) * RANKS_PER_OUTCOME + urgency,
        "seq": job["seq"],
    }
    row = {
        **key,
        "job": job["id"],
        "outcome": outcome,
        "platform": job["platform"],
        "drama": episode.get("series") or episode.get("title"),
        "number": episode.get("number"),
        "confidence": confidence,
    }
    connection.execute(sa.insert(CASE).values(row))
    codes = sorted({finding["code"] for finding in result.get("findings", ())})
    if codes:
        connection.execute(sa.insert(CASE_RULE), [{"code": code, **key} for code in codes])


def open_missing_cases(store: Store) -> int:
    """Open the cases of jobs that ended before there was a review queue; how many there were."""
    count = 0
    absent = sa.select(JOB).outerjoin(CASE, CASE.c.seq == JOB.c.seq)
    query = absent.where(CASE.c.seq.is_(None), JOB.c.result.is_not(None)).order_by(JOB.c.seq).limit(_CHUNK)
    while True:
        with store.writing() as connection:
            rows = connection.execute(query.with_for_update(of=JOB, skip_locked=True)).mappings().all()
            for row in rows:
                open_case(connection, dict(row))
        count += len(rows)
        if len(rows) < _CHUNK:
            return count


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
