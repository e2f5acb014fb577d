"""The queue by itself, on SQLite and on PostgreSQL: leases, lanes, and verdicts that are written once."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from detector.errors import (
    ExtraMissing,
    KeyReused,
    QueueFull,
    StateConflict,
    StoreError,
    StoreNewer,
    UsageError,
)
from detector.records import Episode
from detector.service.auth.tokens import LOCAL
from detector.service.jobs.job_queue import Completion, Job, JobQueue, JobSpec, Submission
from detector.service.jobs.queries import JobQueries
from detector.service.storage.database import Store
from detector.service.storage.schema import JOB, METADATA, VERSION_TABLE, Lane
from detector.service.webhooks.endpoints import Endpoints

DONE = Completion("done", "error", None, None, ("NMD101",))


@pytest.fixture
def jobs(store: Store) -> JobQueue:
    return JobQueue(store, limit=5)


def enqueued(jobs: JobQueue, name: str = "a", lane: Lane = "ingest", key: str | None = None) -> str:
    spec = JobSpec(Episode(name, f"{name}.mp4"), '["upload", "a"]', "2026-11-01", lane)
    return jobs.enqueue([spec], Submission(LOCAL, key, name), is_batch=False)[0]


def leased(jobs: JobQueue) -> Job:
    job = jobs.lease(30)
    assert job
    return job


def set_times(jobs: JobQueue, **times: int) -> None:
    """Change times of all jobs, as if they had passed."""
    with jobs.store.writing() as connection:
        connection.execute(sa.update(JOB).values(times))


def test_the_tables_are_those_of_the_migrations(store: Store) -> None:
    store.prepare()
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_the_oldest_job_is_leased_first_and_ingest_before_audit(jobs: JobQueue) -> None:
    audit, first, second = enqueued(jobs, lane="audit"), enqueued(jobs), enqueued(jobs)
    assert [leased(jobs).id for _ in range(3)] == [first, second, audit]
    assert jobs.lease(30) is None


def test_an_expired_lease_goes_to_another_worker_and_its_holder_writes_nothing(jobs: JobQueue) -> None:
    made = enqueued(jobs)
    first = leased(jobs)
    assert jobs.lease(30) is None
    set_times(jobs, lease_until_ms=1)
    second = leased(jobs)
    assert (second.id, second.attempts, second.lease != first.lease) == (made, 2, True)
    assert not jobs.renew(first, 30)
    assert not jobs.complete(first, DONE)
    assert not jobs.release(first)
    assert jobs.complete(second, DONE)
    assert not jobs.complete(second, DONE)
    assert JobQueries(jobs.store).get(made, LOCAL)["state"] == "done"


def test_a_renewed_lease_lasts_longer(jobs: JobQueue) -> None:
    enqueued(jobs)
    job = leased(jobs)
    set_times(jobs, lease_until_ms=1)
    assert jobs.renew(job, 30)
    assert jobs.lease(30) is None
    assert jobs.complete(job, DONE)


def test_a_released_job_waits_its_pause_and_counts_lost_workers(jobs: JobQueue) -> None:
    enqueued(jobs)
    assert jobs.release(leased(jobs))
    again = leased(jobs)
    assert (again.attempts, again.losses) == (1, 0)
    assert jobs.release(again, "ended (SIGKILL)", pause_s=3_600)
    assert jobs.lease(30) is None
    set_times(jobs, not_before_ms=1)
    last = leased(jobs)
    assert (last.attempts, last.losses) == (2, 1)


def test_a_cancelled_job_cannot_be_completed(jobs: JobQueue) -> None:
    made = enqueued(jobs)
    job = leased(jobs)
    jobs.cancel(made)
    assert not jobs.complete(job, DONE)
    with pytest.raises(StateConflict):
        jobs.cancel(made)


def test_a_full_queue_takes_nothing_and_keeps_no_key(jobs: JobQueue) -> None:
    for _ in range(5):
        enqueued(jobs)
    with pytest.raises(QueueFull):
        enqueued(jobs, key="k")
    jobs.complete(leased(jobs), DONE)
    assert enqueued(jobs, key="k") == enqueued(jobs, key="k")
    with pytest.raises(KeyReused):
        enqueued(jobs, "other", key="k")


def test_many_takers_take_each_job_once(store: Store) -> None:
    jobs = JobQueue(store, limit=1_000)
    made = {enqueued(jobs) for _ in range(60)}
    found: list[str] = []

    def lease_all() -> None:
        while job := jobs.lease(30):
            found.append(job.id)
            assert jobs.complete(job, DONE)

    workers = [threading.Thread(target=lease_all) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while job := jobs.lease(30):  # one may have looked past rows that others held
        found.append(job.id)
    assert sorted(found) == sorted(made)


def test_the_same_key_at_the_same_time_is_one_job(store: Store) -> None:
    jobs = JobQueue(store, limit=1_000)
    found: list[str] = []
    callers = [threading.Thread(target=lambda: found.append(enqueued(jobs, key="k"))) for _ in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_webhooks_are_written_with_the_verdict_or_not_at_all(jobs: JobQueue) -> None:
    endpoints = Endpoints(jobs.store)
    endpoint = endpoints.add("https://hooks.example.com/", LOCAL)["id"]
    enqueued(jobs)
    job = leased(jobs)
    set_times(jobs, lease_until_ms=1)
    assert leased(jobs).id == job.id
    assert not jobs.complete(job, DONE)
    assert endpoints.lease_due(9) == []
    enqueued(jobs)
    assert jobs.complete(leased(jobs), DONE)
    (delivery,) = endpoints.lease_due(9)
    assert endpoints.lease_due(9) == []  # under a lease
    endpoints.retry_later(delivery, 0, 500, "no")
    (again,) = endpoints.lease_due(9)
    assert (again.id, again.attempts) == (delivery.id, 2)
    endpoints.finish(again, "delivered", 200, None)
    assert endpoints.lease_due(9) == []
    assert [one["state"] for one in endpoints.deliveries(LOCAL, None)] == ["delivered"]
    endpoints.remove(endpoint, LOCAL)
    assert endpoints.deliveries(LOCAL, None) == []


def test_a_newer_database_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreNewer, match="9999"):
        store.prepare()


@pytest.mark.parametrize("address", ["mysql://u@h/d", "://", "postgresql://"])
def test_an_address_of_no_known_kind_is_wrong_usage(address: str) -> None:
    with pytest.raises(UsageError, match="--database"):
        Store(address)


def test_a_database_that_cannot_be_opened_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store("postgresql://me:hidden@127.0.0.1:1/none").prepare()
    assert "127.0.0.1:1" in caught.value.message
    assert "hidden" not in str(caught.value)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        Store(str(damaged)).prepare()


def test_without_a_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("psycopg")

    monkeypatch.setattr(sa, "create_engine", absent)
    with pytest.raises(ExtraMissing, match="psycopg"):
        Store("postgresql://me@host/name")
