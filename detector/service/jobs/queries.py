"""What the service can tell of its jobs: one, a page of them, a batch, and how the queue stands."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detector.errors import NoSuchResource, RequestInvalid
from detector.service.auth.tokens import Token
from detector.service.storage.database import Store
from detector.service.storage.schema import BATCH, ENDED, JOB, JOB_RULE, LANES

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs a page is of; ``None`` asks for nothing in particular."""

    state: str | None = None
    outcome: str | None = None
    rule: str | None = None
    platform: str | None = None
    data_id: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Jobs, newest first, and the cursor of the next page if there is one."""

    rows: Sequence[Mapping[str, Any]]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Lane:
    """How many jobs wait in a lane, how many run, and for how long the oldest one has been waiting."""

    name: str
    waiting: int
    running: int
    oldest_ms: int


class JobQueries:
    """Reads the jobs in the database. What a caller may not see is not there for them."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def one(self, job_id: str, token: Token) -> Mapping[str, Any]:
        """The row of a job. Raises ``NoSuchResource``."""
        with self._store.reading() as connection:
            query = sa.select(JOB).where(JOB.c.id == job_id, *_seen_by(JOB, token))
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NoSuchResource(f"there is no scan {job_id!r}", "GET /v1/scans lists those that you may see")
        return dict(row)

    def has_ended(self, job_id: str) -> bool:
        """Whether a job is in a state that is never left."""
        with self._store.reading() as connection:
            return connection.execute(sa.select(JOB.c.state).where(JOB.c.id == job_id)).scalar() in ENDED

    def page(self, wanted: Wanted, token: Token, cursor: str | None, limit: int) -> Page:
        """At most ``limit`` jobs after the cursor. Raises ``RequestInvalid`` for a cursor that is none."""
        query = sa.select(JOB).where(*_seen_by(JOB, token)).order_by(JOB.c.seq.desc()).limit(limit + 1)
        for name in ("state", "outcome", "platform", "data_id"):
            value = getattr(wanted, name)
            if value is not None:
                query = query.where(JOB.c[name] == value)
        if wanted.rule is not None:
            of_rule = sa.select(JOB_RULE.c.seq).where(JOB_RULE.c.code == wanted.rule.upper())
            query = query.where(JOB.c.seq.in_(of_rule))
        if cursor is not None:
            query = query.where(JOB.c.seq < _seq_of(cursor))
        with self._store.reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        more = len(rows) > limit
        return Page(rows[:limit], _cursor_of(rows[limit - 1]["seq"]) if more else None)

    def batch(self, batch_id: str, token: Token) -> dict[str, Any]:
        """A batch: its size, when it came, and how many of its scans are in which state.

        Raises ``NoSuchResource``.
        """
        with self._store.reading() as connection:
            query = sa.select(BATCH).where(BATCH.c.id == batch_id, *_seen_by(BATCH, token))
            row = connection.execute(query).mappings().first()
            if row is None:
                raise NoSuchResource(f"there is no batch {batch_id!r}", "POST /v1/batches makes one")
            counted = sa.select(JOB.c.state, sa.func.count()).where(JOB.c.batch == batch_id)
            states = connection.execute(counted.group_by(JOB.c.state)).tuples().all()
        return dict(row) | {"states": dict(states)}

    def of_batch(self, batch_id: str) -> Iterator[Mapping[str, Any]]:
        """The jobs of a batch, in the order in which they were given, in flat memory."""
        last = -1
        while True:
            query = sa.select(JOB).where(JOB.c.batch == batch_id, JOB.c.place > last)
            with self._store.reading() as connection:
                found = connection.execute(query.order_by(JOB.c.place).limit(_PAGE)).mappings()
                rows = [dict(row) for row in found]
            yield from rows
            if len(rows) < _PAGE:
                return
            last = rows[-1]["place"]

    def lanes(self) -> list[Lane]:
        """How each lane stands."""
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
            Lane(name, row[1], row[2], now_ms - (row[3] or now_ms))
            for name, row in ((name, found.get(place, (0, 0, 0, None))) for place, name in enumerate(LANES))
        ]


def _seen_by(table: sa.Table, token: Token) -> tuple[sa.ColumnElement[bool], ...]:
    return () if token.sees_all else (table.c.token == token.id,)


def _cursor_of(seq: int) -> str:
    return base64.urlsafe_b64encode(str(seq).encode()).decode().rstrip("=")


def _seq_of(cursor: str) -> int:
    try:
        seq = int(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        seq = -1
    if not 0 <= seq < 2**63:
        raise RequestInvalid("cursor: this is none", "take the cursor from the page before, as it is")
    return seq
