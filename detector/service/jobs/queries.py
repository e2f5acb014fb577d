"""Read access to jobs: one, a page of them, a batch, and the state of the queue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detector.errors import NoSuchResource
from detector.service.auth.tokens import Token
from detector.service.storage.database import Store
from detector.service.storage.paging import Page, decode_cursor, page_of
from detector.service.storage.schema import BATCH, JOB, JOB_RULE, LANES, SCAN_DECISION

_CHUNK = 200
_SEQ_LIMIT = 2**63
_DECISION_COLUMNS = ("action", "state", "by", "by_id", "reason", "note", "at_ms")
SCAN = sa.select(JOB, *(SCAN_DECISION.c[name].label(f"decision_{name}") for name in _DECISION_COLUMNS))
SCAN = SCAN.outerjoin(SCAN_DECISION, SCAN_DECISION.c.seq == JOB.c.seq)
"""The rows of scans: all columns of the job, and those of its decision with the prefix ``decision_``."""

UNDECIDED = "none"
"""The value of the filter ``decision`` for scans for which no decision stands."""


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs to list; ``None`` matches all."""

    state: str | None = None
    outcome: str | None = None
    rule: str | None = None
    platform: str | None = None
    data_id: str | None = None
    decision: str | None = None
    decision_state: str | None = None


@dataclass(frozen=True, slots=True)
class LaneStats:
    """How many jobs of a lane are queued and running, and how long the oldest queued one has waited."""

    name: str
    waiting: int
    running: int
    oldest_ms: int


class JobQueries:
    """Reads jobs from the database. What a caller may not see does not exist for them."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def get(self, job_id: str, token: Token) -> Mapping[str, Any]:
        """The row of a job. Raises ``NoSuchResource``."""
        with self._store.reading() as connection:
            query = SCAN.where(JOB.c.id == job_id, *_visible_to(JOB, token))
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NoSuchResource(f"there is no scan {job_id!r}", "GET /v1/scans lists those that you may see")
        return dict(row)

    def page(self, job_filter: JobFilter, token: Token, cursor: str | None, limit: int) -> Page:
        """At most ``limit`` jobs after the cursor, newest first. Raises ``RequestInvalid``."""
        query = _filtered(job_filter, token).order_by(JOB.c.seq.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(JOB.c.seq < decode_cursor(cursor, [_SEQ_LIMIT])[0])
        with self._store.reading() as connection:
            return page_of([dict(row) for row in connection.execute(query).mappings()], limit, "seq")

    def all_of(self, job_filter: JobFilter, token: Token) -> Iterator[Mapping[str, Any]]:
        """All jobs that match, oldest first, read in chunks."""
        query, last = _filtered(job_filter, token).order_by(JOB.c.seq).limit(_CHUNK), 0
        while True:
            with self._store.reading() as connection:
                found = connection.execute(query.where(JOB.c.seq > last)).mappings()
                rows = [dict(row) for row in found]
            yield from rows
            if len(rows) < _CHUNK:
                return
            last = rows[-1]["seq"]

    def batch(self, batch_id: str, token: Token) -> dict[str, Any]:
        """The row of a batch, and under ``states`` how many of its scans are in which state.

        Raises ``NoSuchResource``.
        """
        with self._store.reading() as connection:
            query = sa.select(BATCH).where(BATCH.c.id == batch_id, *_visible_to(BATCH, token))
            row = connection.execute(query).mappings().first()
            if row is None:
                raise NoSuchResource(f"there is no batch {batch_id!r}", "POST /v1/batches creates one")
            counted = sa.select(JOB.c.state, sa.func.count()).where(JOB.c.batch == batch_id)
            states = connection.execute(counted.group_by(JOB.c.state)).tuples().all()
        return dict(row) | {"states": dict(states)}

    def batch_jobs(self, batch_id: str) -> Iterator[Mapping[str, Any]]:
        """The jobs of a batch in their submitted order, read in chunks."""
        last = -1
        while True:
            query = SCAN.where(JOB.c.batch == batch_id, JOB.c.place > last)
            with self._store.reading() as connection:
                found = connection.execute(query.order_by(JOB.c.place).limit(_CHUNK)).mappings()
                rows = [dict(row) for row in found]
            yield from rows
            if len(rows) < _CHUNK:
                return
            last = rows[-1]["place"]

    def lane_stats(self) -> list[LaneStats]:
        """The state of each lane, in order of priority."""
        waiting = JOB.c.state == "queued"
        query = sa.select(
            JOB.c.lane,
            sa.func.count().filter(waiting),
            sa.func.count().filter(JOB.c.state == "running"),
            sa.func.min(JOB.c.created_ms).filter(waiting),
        ).where(JOB.c.state.in_(("queued", "running")))
        with self._store.reading() as connection:
            now_ms = self._store.now_ms(connection)
            found = {row[0]: row for row in connection.execute(query.group_by(JOB.c.lane))}
        return [
            LaneStats(name, row[1], row[2], now_ms - (row[3] or now_ms))
            for name, row in ((name, found.get(place, (0, 0, 0, None))) for place, name in enumerate(LANES))
        ]


def _filtered(job_filter: JobFilter, token: Token) -> sa.Select[Any]:
    query = SCAN.where(*_visible_to(JOB, token))
    for name in ("state", "outcome", "platform", "data_id"):
        value = getattr(job_filter, name)
        if value is not None:
            query = query.where(JOB.c[name] == value)
    if job_filter.rule is not None:
        with_rule = sa.select(JOB_RULE.c.seq).where(JOB_RULE.c.code == job_filter.rule.upper())
        query = query.where(JOB.c.seq.in_(with_rule))
    if job_filter.decision == UNDECIDED:
        query = query.where(SCAN_DECISION.c.action.is_(None))
    elif job_filter.decision is not None:
        query = query.where(SCAN_DECISION.c.action == job_filter.decision)
    if job_filter.decision_state is not None:
        query = query.where(SCAN_DECISION.c.state == job_filter.decision_state)
    return query


def _visible_to(table: sa.Table, token: Token) -> tuple[sa.ColumnElement[bool], ...]:
    return () if token.sees_all else (table.c.token == token.id,)
