"""The durable queue: what is to be scanned, under whose lease it is, and how it ended.

Every change of a job's state is one transaction, on the condition that the lease still holds. So a verdict is
written once, whoever else believes to have the job, and its webhooks are written with it.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import TypeAdapter

from detector.errors import KeyReused, QueueFull, QuotaUsedUp, StateConflict
from detector.records import Episode
from detector.service.auth.tokens import Token
from detector.service.jobs.outbox import put
from detector.service.storage.database import Store
from detector.service.storage.schema import BATCH, JOB, JOB_RULE, KEY, LANES, USAGE, Lane, State

_EPISODE = TypeAdapter(Episode)
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be scanned. ``episode.video`` is the name as given, ``source`` where the video is."""

    episode: Episode
    source: str
    as_of: str
    lane: Lane = "ingest"
    data_id: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An order under a lease. ``attempts`` counts this one, ``losses`` the workers lost over it so far."""

    id: str
    episode: Episode
    source: str
    as_of: str
    lease: str
    attempts: int
    losses: int
    waited_ms: int


class Request(NamedTuple):
    """Who asks, with which idempotency key if any, and a digest of what is asked."""

    token: Token
    key: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended. ``result`` is the stored form, ``rules`` the codes of its findings."""

    state: State
    outcome: str | None = None
    reason: str | None = None
    result: str | None = None
    rules: tuple[str, ...] = ()


OnEnded = Callable[[sa.Connection, Mapping[str, Any]], None]
"""Called with a job's row in the transaction that ends it: what every verdict must have."""


class JobQueue:
    """The jobs in the database."""

    def __init__(self, store: Store, limit: int, on_ended: OnEnded | None = None) -> None:
        """``limit`` is how many may wait."""
        self.store = store
        self._limit = limit
        self._on_ended = on_ended

    def accept(self, orders: Sequence[Order], request: Request, *, is_batch: bool) -> tuple[str, bool]:
        """Keep orders, all or none; the id of the scan or batch, and whether it is new.

        Raises ``KeyReused``, ``QueueFull`` or ``QuotaUsedUp``, and then keeps nothing.
        """
        made = secrets.token_hex(16)
        with self.store.writing(keeps=True) as connection:
            if request.key and (known := self._claimed(connection, request, made)):
                return known, False
            self._check_room(connection, len(orders))
            self._count(connection, request.token, len(orders))
            now_ms = self.store.now_ms(connection)
            rows = [_row(order, request.token, now_ms) for order in orders]
            if is_batch:
                batch = {"id": made, "token": request.token.id, "scans": len(rows), "created_ms": now_ms}
                connection.execute(sa.insert(BATCH).values(batch))
                rows = [row | {"batch": made, "place": place} for place, row in enumerate(rows)]
            else:
                rows[0]["id"] = made
            connection.execute(sa.insert(JOB), rows)
        return made, True

    def _claimed(self, connection: sa.Connection, request: Request, made: str) -> str | None:
        row = {"token": request.token.id, "key": request.key, "digest": request.digest, "made": made}
        claim = self.store.insert_once(KEY, row | {"created_ms": self.store.now()})
        if connection.execute(claim.returning(KEY.c.key)).first():
            return None
        where = KEY.c.token == request.token.id, KEY.c.key == request.key
        digest, known = connection.execute(sa.select(KEY.c.digest, KEY.c.made).where(*where)).one()
        if digest != request.digest:
            hint = "give every request a key of its own; the same key repeats the same request"
            raise KeyReused("Idempotency-Key: it was used before with another request", hint)
        return str(known)

    def _check_room(self, connection: sa.Connection, more: int) -> None:
        query = sa.select(sa.func.count()).select_from(JOB).where(JOB.c.state == "queued")
        waiting = connection.execute(query).scalar_one()
        if waiting + more > self._limit:
            raise QueueFull(f"{waiting} scans wait, at most {self._limit} may", "try again later")

    def _count(self, connection: sa.Connection, token: Token, more: int) -> None:
        if token.scans_per_day is None:
            return
        now_ms = self.store.now_ms(connection)
        day = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
        connection.execute(self.store.insert_once(USAGE, {"token": token.id, "day": day, "scans": 0}))
        where = USAGE.c.token == token.id, USAGE.c.day == day
        counted = sa.update(USAGE).where(*where).values(scans=USAGE.c.scans + more).returning(USAGE.c.scans)
        if connection.execute(counted).scalar_one() > token.scans_per_day:
            hint = f"{token.scans_per_day} a day; the day is that of UTC"
            refusal = QuotaUsedUp("the token has had all scans that it may have today", hint)
            refusal.retry_after_s = _DAY_S - now_ms // 1000 % _DAY_S
            raise refusal

    def take(self, lease_s: float) -> Job | None:
        """Begin the next job under a new lease; ``None`` where none is due."""
        now, lease = self.store.now(), secrets.token_hex(8)
        expired = (JOB.c.state == "running") & (JOB.c.lease_until_ms < now)
        due = (JOB.c.state == "queued") & (JOB.c.not_before_ms <= now)
        values = {
            "state": "running",
            "lease": lease,
            "lease_until_ms": now + round(lease_s * 1000),
            "begun_ms": now,
            "attempts": JOB.c.attempts + 1,
        }
        with self.store.reading() as connection:  # nobody waits for a writer's turn to find nothing
            if not connection.execute(sa.select(sa.literal(1)).where(sa.or_(expired, due)).limit(1)).first():
                return None
        with self.store.writing() as connection:
            for condition in (expired, due):
                first = sa.select(JOB.c.seq).where(condition).order_by(JOB.c.lane, JOB.c.seq).limit(1)
                chosen = first.with_for_update(skip_locked=True).scalar_subquery()
                taken = sa.update(JOB).where(JOB.c.seq == chosen).values(values).returning(JOB)
                if row := connection.execute(taken).mappings().first():
                    return _job(row)
        return None

    def beat(self, job: Job, lease_s: float) -> bool:
        """Make the lease longer; whether it still holds (the job may be cancelled, or be another's)."""
        until = self.store.now() + round(lease_s * 1000)
        with self.store.writing() as connection:
            beaten = sa.update(JOB).where(*_held(job)).values(lease_until_ms=until)
            return bool(connection.execute(beaten).rowcount)

    def end(self, job: Job, ending: Ending) -> bool:
        """Write the verdict and its webhooks, once; whether the lease still held."""
        values: dict[str, Any] = {"lease": None, "lease_until_ms": None, "ended_ms": self.store.now()}
        values |= {"state": ending.state, "outcome": ending.outcome}
        values |= {"reason": ending.reason, "result": ending.result}
        with self.store.writing() as connection:
            ended = sa.update(JOB).where(*_held(job)).values(values).returning(JOB)
            row = connection.execute(ended).mappings().first()
            if row is None:
                return False
            if codes := [{"code": code, "seq": row["seq"]} for code in sorted(set(ending.rules))]:
                connection.execute(sa.insert(JOB_RULE), codes)
            put(connection, row)
            if self._on_ended:
                self._on_ended(connection, dict(row))
        return True

    def give_back(self, job: Job, reason: str | None = None, pause_s: float = 0) -> bool:
        """Let the job wait again, after a pause; with a ``reason``, a worker was lost over it."""
        lost = int(reason is not None)
        values = {
            "state": "queued",
            "lease": None,
            "lease_until_ms": None,
            "not_before_ms": self.store.now() + round(pause_s * 1000),
            "attempts": JOB.c.attempts - (1 - lost),
            "losses": JOB.c.losses + lost,
            "reason": reason,
        }
        with self.store.writing() as connection:
            return bool(connection.execute(sa.update(JOB).where(*_held(job)).values(values)).rowcount)

    def cancel(self, job_id: str) -> None:
        """End a job without a verdict. Raises ``StateConflict`` for one that has ended."""
        values = {"state": "cancelled", "lease": None, "lease_until_ms": None, "ended_ms": self.store.now()}
        where = JOB.c.id == job_id, JOB.c.state.in_(("queued", "running"))
        with self.store.writing() as connection:
            if not connection.execute(sa.update(JOB).where(*where).values(values)).rowcount:
                raise StateConflict("the scan has ended", "only one that waits or runs can be cancelled")


def _held(job: Job) -> tuple[sa.ColumnElement[bool], ...]:
    return JOB.c.id == job.id, JOB.c.state == "running", JOB.c.lease == job.lease


def _row(order: Order, token: Token, now_ms: int) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16),
        "token": token.id,
        "batch": None,
        "place": 0,
        "lane": LANES.index(order.lane),
        "state": "queued",
        "data_id": order.data_id,
        "episode": episode_to(order.episode),
        "source": order.source,
        "as_of": order.as_of,
        "platform": order.episode.platform,
        "created_ms": now_ms,
        "not_before_ms": now_ms,
        "attempts": 0,
        "losses": 0,
    }


def _job(row: sa.RowMapping) -> Job:
    return Job(
        row["id"],
        episode_of(row["episode"]),
        row["source"],
        row["as_of"],
        row["lease"],
        row["attempts"],
        row["losses"],
        row["begun_ms"] - row["created_ms"],
    )


def episode_to(episode: Episode) -> str:
    """An episode as its column's text; what is not known is left out."""
    return _EPISODE.dump_json(episode, exclude_none=True).decode()


def episode_of(told: str) -> Episode:
    """The episode of a job, from its column's text."""
    return _EPISODE.validate_python(json.loads(told))
