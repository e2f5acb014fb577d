"""The durable queue of scan jobs: enqueue, lease, renew, release, complete, cancel.

Every change of a job's state is one transaction on the condition that the lease is still valid. So a result
is written once, even if two workers believe to hold the job, and its webhooks are written with it.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from detector.errors import KeyReused, QueueFull, QuotaUsedUp, StateConflict
from detector.records import Episode
from detector.service.auth.tokens import Token
from detector.service.jobs.outbox import Event, enqueue_webhooks
from detector.service.storage.database import Store
from detector.service.storage.schema import BATCH, JOB, JOB_RULE, KEY, LANES, USAGE, Lane, State
from detector.wire import episode_from_json, episode_to_json

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class JobSpec:
    """What to scan. ``episode.video`` is its name for people, ``source`` the stored form of its location.

    ``callback``: a URL that is told of this scan.
    """

    episode: Episode
    source: str
    as_of: str
    lane: Lane = "ingest"
    data_id: str | None = None
    callback: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A leased job. ``attempts`` includes this one; ``losses`` counts the workers that it crashed so far.

    ``fetches`` counts how many times its video could not be fetched. ``token``: the id of the caller's.
    """

    id: str
    episode: Episode
    source: str
    as_of: str
    lease: str
    attempts: int
    losses: int
    waited_ms: int
    fetches: int = 0
    token: str = ""


class Submission(NamedTuple):
    """Who submits jobs, with which idempotency key if any, and a digest of the request."""

    token: Token
    idempotency_key: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Completion:
    """How a job ended. ``result`` is the stored form, ``rules`` the codes of its findings."""

    state: State
    outcome: str | None = None
    reason: str | None = None
    result: str | None = None
    rules: tuple[str, ...] = ()


OnCompleted = Callable[[sa.Connection, Mapping[str, Any]], None]
"""Called with a job's row in the transaction that completes it."""


class JobQueue:
    """The jobs in the database."""

    def __init__(self, store: Store, limit: int, on_completed: OnCompleted | None = None) -> None:
        """At most ``limit`` jobs may wait."""
        self.store = store
        self._limit = limit
        self._on_completed = on_completed

    def enqueue(
        self, specs: Sequence[JobSpec], submission: Submission, *, is_batch: bool
    ) -> tuple[str, bool]:
        """Store all jobs durably, or none; the id of the scan or batch, and whether it is new.

        Raises ``KeyReused``, ``QueueFull`` or ``QuotaUsedUp``.
        """
        token, new_id = submission.token, secrets.token_hex(16)
        with self.store.writing(durable=True) as connection:
            if submission.idempotency_key and (known := self._claim_key(connection, submission, new_id)):
                return known, False
            query = sa.select(sa.func.count()).select_from(JOB).where(JOB.c.state == "queued")
            waiting = connection.execute(query).scalar_one()
            if waiting + len(specs) > self._limit:
                raise QueueFull(f"{waiting} scans are waiting, the limit is {self._limit}", "try again later")
            now_ms = self.store.now_ms(connection)
            if token.scans_per_day is not None:
                self._charge_quota(connection, token.id, token.scans_per_day, len(specs), now_ms)
            rows = [_row(spec, token, now_ms) for spec in specs]
            if is_batch:
                batch = {"id": new_id, "token": token.id, "scans": len(rows), "created_ms": now_ms}
                connection.execute(sa.insert(BATCH).values(batch))
                rows = [row | {"batch": new_id, "place": place} for place, row in enumerate(rows)]
            else:
                rows[0]["id"] = new_id
            connection.execute(sa.insert(JOB), rows)
        return new_id, True

    def _claim_key(self, connection: sa.Connection, submission: Submission, new_id: str) -> str | None:
        """Store the idempotency key; the id that the same request created before, if it did."""
        token, key, digest = submission.token.id, submission.idempotency_key, submission.digest
        row = {"token": token, "key": key, "digest": digest, "made": new_id}
        claim = self.store.insert_once(KEY, row | {"created_ms": self.store.now()})
        if connection.execute(claim.returning(KEY.c.key)).first():
            return None
        query = sa.select(KEY.c.digest, KEY.c.made).where(KEY.c.token == token, KEY.c.key == key)
        known_digest, known_id = connection.execute(query).one()
        if known_digest != digest:
            hint = "use a new key for every request; the same key repeats the same request"
            raise KeyReused("Idempotency-Key: it was used before with another request", hint)
        return str(known_id)

    def _charge_quota(
        self, connection: sa.Connection, token_id: str, quota: int, scans: int, now_ms: int
    ) -> None:
        day = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
        connection.execute(self.store.insert_once(USAGE, {"token": token_id, "day": day, "scans": 0}))
        usage = sa.update(USAGE).where(USAGE.c.token == token_id, USAGE.c.day == day)
        charged = usage.values(scans=USAGE.c.scans + scans).returning(USAGE.c.scans)
        if connection.execute(charged).scalar_one() > quota:
            error = QuotaUsedUp("the daily quota of this token is used up", f"{quota} scans a day (UTC)")
            error.retry_after_s = _DAY_S - now_ms // 1000 % _DAY_S
            raise error

    def lease(self, lease_s: float) -> Job | None:
        """Start the next job under a new lease; ``None`` where none is due."""
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
        with self.store.reading() as connection:  # idle polling must not wait for the write lock
            if not connection.execute(sa.select(sa.literal(1)).where(sa.or_(expired, due)).limit(1)).first():
                return None
        with self.store.writing() as connection:
            for condition in (expired, due):
                first = sa.select(JOB.c.seq).where(condition).order_by(JOB.c.lane, JOB.c.seq).limit(1)
                chosen = first.with_for_update(skip_locked=True).scalar_subquery()
                leased = sa.update(JOB).where(JOB.c.seq == chosen).values(values).returning(JOB)
                if row := connection.execute(leased).mappings().first():
                    return Job(
                        id=row["id"],
                        episode=episode_from_json(row["episode"]),
                        source=row["source"],
                        as_of=row["as_of"],
                        lease=row["lease"],
                        attempts=row["attempts"],
                        losses=row["losses"],
                        waited_ms=row["begun_ms"] - row["created_ms"],
                        fetches=row["fetches"],
                        token=row["token"],
                    )
        return None

    def renew(self, job: Job, lease_s: float) -> bool:
        """Extend the lease; false if it is lost: the job was cancelled, or leased to another worker."""
        until = self.store.now() + round(lease_s * 1000)
        with self.store.writing() as connection:
            renewed = sa.update(JOB).where(*_is_held(job)).values(lease_until_ms=until)
            return bool(connection.execute(renewed).rowcount)

    def complete(self, job: Job, completion: Completion) -> bool:
        """Write the result and its webhooks; false, and nothing written, if the lease is lost."""
        values = {
            "lease": None,
            "lease_until_ms": None,
            "ended_ms": self.store.now(),
            "state": completion.state,
            "outcome": completion.outcome,
            "reason": completion.reason,
            "result": completion.result,
        }
        with self.store.writing() as connection:
            ended = sa.update(JOB).where(*_is_held(job)).values(values).returning(JOB)
            row = connection.execute(ended).mappings().first()
            if row is None:
                return False
            if rules := [{"code": code, "seq": row["seq"]} for code in sorted(set(completion.rules))]:
                connection.execute(sa.insert(JOB_RULE), rules)
            enqueue_webhooks(connection, dict(row), Event("scan.ended", row["ended_ms"]))
            if self._on_completed:
                self._on_completed(connection, dict(row))
        return True

    def release(self, job: Job, reason: str | None = None, pause_s: float = 0) -> bool:
        """Put the job back into the queue, after a pause; false if the lease is lost.

        With a ``reason`` it counts as a lost worker, without one the attempt does not count.
        """
        is_loss = int(reason is not None)
        counts = {"attempts": JOB.c.attempts - (1 - is_loss), "losses": JOB.c.losses + is_loss}
        return self._put_back(job, reason, pause_s, counts)

    def fetch_later(self, job: Job, reason: str, pause_s: float) -> bool:
        """Put a job back whose video could not be fetched; false if the lease is lost."""
        counts = {"attempts": JOB.c.attempts - 1, "fetches": JOB.c.fetches + 1}
        return self._put_back(job, reason, pause_s, counts)

    def _put_back(self, job: Job, reason: str | None, pause_s: float, counts: dict[str, Any]) -> bool:
        values = {
            "state": "queued",
            "lease": None,
            "lease_until_ms": None,
            "not_before_ms": self.store.now() + round(pause_s * 1000),
            "reason": reason,
        }
        with self.store.writing() as connection:
            put_back = sa.update(JOB).where(*_is_held(job)).values(values | counts)
            return bool(connection.execute(put_back).rowcount)

    def cancel(self, job_id: str) -> None:
        """End a job without a result. Raises ``StateConflict`` if it has ended."""
        values = {"state": "cancelled", "lease": None, "lease_until_ms": None, "ended_ms": self.store.now()}
        where = JOB.c.id == job_id, JOB.c.state.in_(("queued", "running"))
        with self.store.writing() as connection:
            if not connection.execute(sa.update(JOB).where(*where).values(values)).rowcount:
                raise StateConflict("the scan has ended", "only a queued or running scan can be cancelled")


def _is_held(job: Job) -> tuple[sa.ColumnElement[bool], ...]:
    return JOB.c.id == job.id, JOB.c.state == "running", JOB.c.lease == job.lease


def _row(spec: JobSpec, token: Token, now_ms: int) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16),
        "token": token.id,
        "batch": None,
        "place": 0,
        "lane": LANES.index(spec.lane),
        "state": "queued",
        "data_id": spec.data_id,
        "callback": spec.callback,
        "episode": episode_to_json(spec.episode),
        "source": spec.source,
        "as_of": spec.as_of,
        "platform": spec.episode.platform,
        "created_ms": now_ms,
        "not_before_ms": now_ms,
        "attempts": 0,
        "losses": 0,
    }
