"""What is removed in time, and what stays, on both kinds of database."""

import os
import time
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from detector.review.cases import Decision
from detector.service.auth.tokens import LOCAL
from detector.service.jobs.job_queue import Completion, JobQueue, JobSpec, Submission
from detector.service.jobs.removal import Removal, StoredFiles
from detector.service.storage.database import Store
from detector.service.storage.schema import (
    BATCH,
    CASE,
    CASE_RULE,
    DECISION,
    DELIVERY,
    JOB,
    JOB_RULE,
    KEY,
    SCAN_DECISION,
)
from detector.service.webhooks.endpoints import Endpoints
from detector.settings.service import ServiceSettings
from tests.report.samples import FAILED, PASSED
from tests.review.staged_cases import ANN, cases_of, made

DAY_S = 86_400


@pytest.fixture
def files(tmp_path: Path) -> StoredFiles:
    folders = StoredFiles(*(tmp_path / name for name in ("evidence", "kept", "film")))
    for folder in asdict(folders).values():
        folder.mkdir()
    return folders


def removal(store: Store, files: StoredFiles, **days: int) -> Removal:
    return Removal(
        store, files, ServiceSettings.model_validate({f"keep_{k}_days": v for k, v in days.items()})
    )


def aged(path: Path, days: float) -> Path:
    path.write_bytes(b"x")
    os.utime(path, (time.time() - days * DAY_S,) * 2)
    return path


def counts(store: Store) -> dict[str, int]:
    tables = (JOB, JOB_RULE, CASE, CASE_RULE, SCAN_DECISION, DELIVERY, DECISION, KEY, BATCH)
    with store.reading() as connection:
        query = (sa.select(sa.func.count()).select_from(table) for table in tables)
        return {
            table.name: connection.execute(one).scalar_one() for table, one in zip(tables, query, strict=True)
        }


def test_scans_go_with_all_of_them_but_the_log(store: Store, files: StoredFiles) -> None:
    Endpoints(store).add("https://hooks.example.com/", LOCAL)
    cases, old, young = cases_of(store), made(store, FAILED), made(store, PASSED)
    assert cases.lease(old, ANN)
    cases.decide(old, ANN, Decision("release"))
    with store.writing() as connection:
        ended = sa.update(JOB).values(ended_ms=store.now() - 10 * DAY_S * 1000)
        connection.execute(ended.where(JOB.c.id == old))
    assert not any(asdict(removal(store, files).purge()).values())
    purged = removal(store, files, results=9).purge()
    assert asdict(purged) == {"scans": 1, "undecided": 0, "pictures": 0, "uploads": 0, "deliveries": 0}
    left = counts(store)
    assert (left["job"], left["review_case"], left["scan_decision"], left["decision"]) == (1, 1, 0, 1)
    assert left["delivery"] == 1
    with store.reading() as connection:
        assert connection.execute(sa.select(JOB.c.id)).scalars().all() == [young]
    cases.audit_log.verify()


def test_files_are_as_old_as_their_last_scan(store: Store, files: StoredFiles) -> None:
    for folder in (files.evidence, files.kept_uploads):
        aged(folder / "old", 8)
        aged(folder / "young", 6)
    (files.rendered / "digest").mkdir()
    os.utime(files.rendered / "digest", (0, 0))
    assert not any(asdict(removal(store, files).purge()).values())
    assert removal(store, files, evidence=7, results=30).purge().pictures == 1
    assert [file.name for file in files.evidence.iterdir()] == ["young"]
    assert list(files.rendered.iterdir()) == []
    assert removal(store, files, uploads=30, results=7).purge().uploads == 1
    assert [file.name for file in files.kept_uploads.iterdir()] == ["young"]


def test_deliveries_go_and_a_batch_counts_what_is_left(store: Store, files: StoredFiles) -> None:
    Endpoints(store).add("https://hooks.example.com/", LOCAL)
    jobs = JobQueue(store, limit=5)
    specs = [JobSpec(FAILED.episode, '["upload", "a"]', "2026-11-01")] * 2
    jobs.enqueue(specs, Submission(LOCAL, "key", ""), is_batch=True)
    for _ in specs:
        job = jobs.lease(30)
        assert job
        assert jobs.complete(job, Completion("done", "error", None, None))
    with store.writing() as connection:
        connection.execute(sa.update(DELIVERY).where(DELIVERY.c.seq == 1).values(ended_ms=1))
    assert removal(store, files, deliveries=1).purge().deliveries == 1
    for left in (1, 0):
        with store.reading() as connection:
            row = connection.execute(sa.select(JOB).limit(1)).mappings().one()
        removal(store, files).delete(dict(row))
        found = counts(store)
        assert (found["job"], found["batch"], found["idempotency"]) == (left, left, left)
    assert counts(store)["delivery"] == 0
