"""The drills, small: what ``python -m tests.service`` does in full."""

from pathlib import Path

import pytest

from detector.client import Client
from tests.service import damage, kills, load, schema
from tests.service.conftest import Callers
from tests.service.hostile import KINDS, SPOILERS
from tests.service.running import SAMPLES, Running


@pytest.mark.slow
def test_killed_workers_and_services_lose_and_double_nothing(tmp_path: Path) -> None:
    done = kills.drill(tmp_path, scans=30, kills=5, seed=3)
    assert done.is_whole, done
    assert set(done.kills) == {"worker", "service"}


@pytest.mark.slow
def test_hostile_videos_end_with_errors_and_take_nothing_down(tmp_path: Path) -> None:
    done = damage.drill(tmp_path, variants=0)
    assert done.is_well, done
    assert done.errors["NotAVideo"] > 10
    random_ones = len(SPOILERS) * len(KINDS) * 6  # of the full drill
    assert done.files.total() + random_ones >= 200


@pytest.mark.slow
def test_many_clients_at_once(tmp_path: Path) -> None:
    done = load.drill(tmp_path, clients=20, seconds=1)
    assert done.is_clean, (done.statuses, done.troubles)
    assert len(done.ended) >= 20


def test_instances_share_a_queue_and_one_takes_over_from_another(database: str, tmp_path: Path) -> None:
    settings = {"database": database, "workers": 1, "roots": [str(SAMPLES)], "lease_s": 1}
    first, second = (Running(tmp_path / name, settings | {"folder": str(tmp_path)}) for name in "ab")
    try:
        first.start()
        second.start()
        with Client(first.url) as client:
            # Each takes longer than asking for all of them, so that some are left.
            ids = [client.scan(str(SAMPLES / "absent.mp4"), wait_s=0).id for _ in range(8)]
        first.kill()
        with Client(second.url) as client:
            assert {client.wait(scan_id, 60).state for scan_id in ids} == {"done"}
        lines = first.lines() + second.lines()
        ended = [line["scan"] for line in lines if line["event"] == "scan ended"]
        assert len(ended) == len(set(ended))
        assert any(line["event"] == "scan ended" for line in second.lines())
    finally:
        first.kill()
        second.kill()


def test_the_description_is_kept(callers: Callers) -> None:
    code, shown = schema.check(callers.service, 2, token=callers.admin, phases="fuzzing")
    assert code == 0, shown


def test_a_service_that_is_told_to_end_finishes_or_gives_back(tmp_path: Path) -> None:
    settings = {"workers": 1, "roots": [str(SAMPLES)], "drain_s": 10, "unready_s": 3}
    service = Running(tmp_path, settings).start()
    try:
        with Client(service.url) as client:
            ids = [client.scan(str(SAMPLES / "absent.mp4"), wait_s=0).id for _ in range(4)]
            assert service.process
            service.process.terminate()
            while (health := client._http.get("/readyz")).status_code == 200:
                pass
            assert client.look_up(ids[0]).id == ids[0]  # answered while it drains
            refused = client._http.post("/v1/scans", json={"uri": str(SAMPLES / "absent.mp4")})
            assert (health.status_code, refused.status_code) == (503, 503)
            assert health.headers["Retry-After"]
            assert refused.headers["Retry-After"]
        assert service.process.wait(60) == 0
        ended = [line for line in service.lines() if line["event"] == "scan ended"]
        assert len(ended) < 4
        service.start()
        with Client(service.url) as client:
            assert {client.wait(scan_id).state for scan_id in ids} == {"done"}
        assert {line["event"] for line in service.lines()} >= {"ending", "ended"}
    finally:
        service.kill()
