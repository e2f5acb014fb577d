"""An upload that a reviewer should see is kept by the running service until its case is decided."""

import time

import sqlalchemy as sa

from detector.service.storage.database import Store
from detector.service.storage.schema import CASE
from tests.service.conftest import Callers
from tests.service.running import SAMPLES


def test_an_upload_is_gone_once_it_is_decided(callers: Callers) -> None:
    service = callers.service
    with callers.http() as client:
        files = {"video": (SAMPLES / "malformed_no_di.mp4").open("rb")}
        job = client.post("/v1/scans", files=files, headers={"Prefer": "wait=60"}).json()["id"]
    kept = service.folder / "kept" / job
    assert kept.is_file()
    store = Store(str(service.settings.get("database", service.folder / "service.db")))
    with store.writing() as connection:
        decided = sa.update(CASE).where(CASE.c.job == job)
        connection.execute(decided.values(is_open=False, verdict="fail", lease_until_ms=1))
    store.close()
    until = time.monotonic() + 90
    while kept.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert not kept.exists()
