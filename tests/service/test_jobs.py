"""The queue by itself, on SQLite and on PostgreSQL: leases, lanes, and verdicts that are written once."""

import threading
import time
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
from detector.service.jobs.job_queue import Ending, Job, JobQueue, Order, Request
from detector.service.jobs.queries import JobQueries
from detector.service.storage.database import Store
from detector.service.storage.schema import METADATA, VERSION_TABLE, Lane
from detector.service.webhooks.endpoints import Endpoints

DONE = Ending("done", "error", None, None, ("NMD101",))


@pytest.fixture
def jobs(store: Store) -> JobQueue:
    return JobQueue(store, limit=5)


def handed_in(jobs: JobQueue, name: str = "a", lane: Lane = "ingest", key: str | None = None) -> str:
    order = Order(Episode(name, f"{name}.mp4"), '["upload", "a"]', "2026-11-01", lane)
    return jobs.accept([order], Request(LOCAL, key, name), is_batch=False)[0]


def taken(jobs: JobQueue, lease_s: float = 30) -> Job:
    job = jobs.take(lease_s)
    assert job
    return job


def test_the_tables_are_those_of_the_migrations(store: Store) -> None:
    store.prepare()
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_what_waits_longest_is_taken_first_and_ingest_before_audit(jobs: JobQueue) -> None:
    audit, first, second = handed_in(jobs, lane="audit"), handed_in(jobs), handed_in(jobs)
    assert [taken(jobs).id for _ in range(3)] == [first, second, audit]
    assert jobs.take(30) is None


def test_a_lease_that_ran_out_is_another_s_and_the_first_holder_writes_nothing(jobs: JobQueue) -> None:
    made = handed_in(jobs)
    first = taken(jobs, lease_s=0.05)
    assert jobs.take(30) is None
    time.sleep(0.1)
    second = taken(jobs)
    assert (second.id, second.attempts, second.lease != first.lease) == (made, 2, True)
    assert not jobs.beat(first, 30)
    assert not jobs.end(first, DONE)
    assert not jobs.give_back(first)
    assert jobs.end(second, DONE)
    assert not jobs.end(second, DONE)
    assert JobQueries(jobs.store).one(made, LOCAL)["state"] == "done"


def test_a_beat_makes_a_lease_longer(jobs: JobQueue) -> None:
    handed_in(jobs)
    job = taken(jobs, lease_s=0.2)
    assert jobs.beat(job, 30)
    time.sleep(0.3)
    assert jobs.take(30) is None
    assert jobs.end(job, DONE)


def test_what_is_given_back_waits_its_pause_and_counts_what_was_lost(jobs: JobQueue) -> None:
    handed_in(jobs)
    assert jobs.give_back(taken(jobs))
    again = taken(jobs)
    assert (again.attempts, again.losses) == (1, 0)
    assert jobs.give_back(again, "ended (SIGKILL)", pause_s=0.2)
    assert jobs.take(30) is None
    time.sleep(0.3)
    last = taken(jobs)
    assert (last.attempts, last.losses) == (2, 1)


def test_a_cancelled_job_is_nobody_s(jobs: JobQueue) -> None:
    made = handed_in(jobs)
    job = taken(jobs)
    jobs.cancel(made)
    assert not jobs.end(job, DONE)
    with pytest.raises(StateConflict):
        jobs.cancel(made)


def test_a_full_queue_takes_nothing_and_keeps_no_key(jobs: JobQueue) -> None:
    for _ in range(5):
        handed_in(jobs)
    with pytest.raises(QueueFull):
        handed_in(jobs, key="k")
    jobs.end(taken(jobs), DONE)
    assert handed_in(jobs, key="k") == handed_in(jobs, key="k")
    with pytest.raises(KeyReused):
        handed_in(jobs, "other", key="k")


def test_many_takers_take_each_job_once(store: Store) -> None:
    jobs = JobQueue(store, limit=1_000)
    made = {handed_in(jobs) for _ in range(60)}
    found: list[str] = []

    def take_all() -> None:
        while job := jobs.take(30):
            found.append(job.id)
            assert jobs.end(job, DONE)

    takers = [threading.Thread(target=take_all) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    while job := jobs.take(30):  # one may have looked past rows that others held
        found.append(job.id)
    assert sorted(found) == sorted(made)


def test_the_same_key_at_the_same_time_is_one_job(store: Store) -> None:
    jobs = JobQueue(store, limit=1_000)
    found: list[str] = []
    askers = [threading.Thread(target=lambda: found.append(handed_in(jobs, key="k"))) for _ in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_webhooks_are_written_with_the_verdict_or_not_at_all(jobs: JobQueue) -> None:
    endpoints = Endpoints(jobs.store)
    endpoint = endpoints.add("https://hooks.example.com/", LOCAL)["id"]
    handed_in(jobs)
    job = taken(jobs, lease_s=0.01)
    time.sleep(0.05)
    assert taken(jobs).id == job.id
    assert not jobs.end(job, DONE)
    assert endpoints.take(9) == []
    handed_in(jobs)
    assert jobs.end(taken(jobs), DONE)
    (parcel,) = endpoints.take(9)
    assert endpoints.take(9) == []  # under a lease
    endpoints.put_off(parcel, 0, 500, "no")
    (again,) = endpoints.take(9)
    assert (again.id, again.attempts) == (parcel.id, 2)
    endpoints.settle(again, "delivered", 200, None)
    assert endpoints.take(9) == []
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
