"""The local engine: order, equality over worker counts, and files that take their worker with them."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from detector.auditor.engine_local import Job, ScanConfig, ScanJob, scan_any_order, scan_many
from detector.errors import ModelMissing
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.settings import Settings, WorkerSettings
from tests.auditor.obedient import obedient, without_model


def order(deadline_s: float = 60) -> ScanConfig:
    settings = Settings(worker=WorkerSettings(deadline_s=deadline_s))
    return ScanConfig(settings, date(2026, 11, 23), open_scanner=obedient)


def episodes(*names: str) -> list[Episode]:
    return [Episode(name, f"{name}.mp4") for name in names]


def kinds(results: list[ScanResult | ScanFailure]) -> list[str]:
    return [r.error.type if isinstance(r, ScanFailure) else r.outcome for r in results]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_jobs(workers: int) -> None:
    jobs = episodes("sleeps:0.4", "b", "c", "sleeps:0.1", "e")
    assert [result.episode for result in scan_many(jobs, order(), workers)] == jobs


def test_the_number_of_workers_changes_no_result() -> None:
    failed = ScanFailure(Episode("x", "x"), Failure("InputNotFound", "x: no such file", ""))
    jobs: list[Job] = [*episodes("a", "b"), failed, *episodes("eats-memory", "has-a-bug:1", "f")]
    assert list(scan_many(jobs, order(), 1)) == list(scan_many(jobs, order(), 2))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_keeps_its_place_and_passes_through(workers: int) -> None:
    failed = ScanFailure(Episode("x", "x"), Failure("InputNotFound", "x: no such file", ""))
    jobs: list[Job] = [Episode("a", "a.mp4"), failed, Episode("b", "b.mp4")]
    results = list(scan_many(jobs, order(), workers))
    assert results[1] is failed
    assert kinds(results) == ["pass", "InputNotFound", "pass"]


def test_a_crash_loses_one_file_and_names_the_signal() -> None:
    results = list(scan_many(episodes("a", "crashes", "exits:3", "d"), order(), 2))
    assert kinds(results) == ["pass", "WorkerLost", "WorkerLost", "pass"]
    crash, end = results[1], results[2]
    assert isinstance(crash, ScanFailure)
    assert isinstance(end, ScanFailure)
    assert "crashes.mp4" in crash.error.message
    assert "SIGSEGV" in crash.error.message
    assert "exit code 3" in end.error.message


def test_a_file_that_hangs_is_given_up_at_its_deadline() -> None:
    results = list(scan_many(episodes("a", "sleeps:600", "c"), order(deadline_s=1.5), 2))
    assert kinds(results) == ["pass", "WorkerLost", "pass"]
    assert isinstance(results[1], ScanFailure)
    assert "1.5 s" in results[1].error.message
    assert "worker.deadline_s" in results[1].error.hint


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bug_on_one_file_does_not_end_the_run(workers: int) -> None:
    results = list(scan_many(episodes("has-a-bug:sum", "b"), order(), workers))
    assert kinds(results) == ["DetectorError", "pass"]
    assert isinstance(results[0], ScanFailure)
    assert "ZeroDivisionError: sum" in results[0].error.message


@pytest.mark.parametrize("workers", [1, 2])
def test_memory_used_up_loses_one_file(workers: int) -> None:
    assert kinds(list(scan_many(episodes("eats-memory", "b"), order(), workers))) == ["WorkerLost", "pass"]


def test_a_bug_is_raised_when_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETECTOR_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(scan_many(episodes("has-a-bug:1"), order(), 1))
    with pytest.raises(RuntimeError, match=r"in try_scan(.|\n)*ZeroDivisionError: 1"):
        list(scan_many(episodes("has-a-bug:1"), order(), 2))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_set_up_ends_the_run(workers: int) -> None:
    broken = ScanConfig(Settings(), date(2026, 11, 23), open_scanner=without_model)
    with pytest.raises(ModelMissing, match="not there"):
        list(scan_many(episodes("a", "b"), broken, workers))


def workers() -> set[int]:
    """The processes that this one has started and that live; other tests may have left some running."""
    told = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for task in told for pid in task.read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="the workers are found as Linux shows them")
def test_workers_killed_between_two_files_cost_nothing() -> None:
    others_children = workers()

    def jobs() -> Iterator[Episode]:
        first, *others = episodes("a", "b", "c", "d")
        yield first
        time.sleep(1.5)
        ours = workers() - others_children
        assert ours
        for worker in ours:
            os.kill(worker, signal.SIGKILL)
        yield from others

    assert [result.episode.id for result in scan_many(jobs(), order(), 2)] == list("abcd")
    places = (ScanJob(place, job) for place, job in enumerate(jobs()))
    found = [scanned.outcome for scanned in scan_any_order(places, order(), 2)]
    assert kinds(found) == ["pass"] * 4
    assert {result.episode.id for result in found} == set("abcd")
    assert workers() <= others_children


@pytest.mark.skipif(sys.platform != "linux", reason="the workers are found as Linux shows them")
def test_workers_killed_while_they_start_cost_nothing() -> None:
    others_children = workers()

    def jobs() -> Iterator[Episode]:
        first, *others = episodes("a", "b", "c", "d")
        yield first
        for _ in range(3):
            time.sleep(0.05)
            for worker in workers() - others_children:
                os.kill(worker, signal.SIGKILL)
        yield from others

    assert kinds(list(scan_many(jobs(), order(), 2))) == ["pass"] * 4


def test_an_endless_list_is_taken_a_few_at_a_time() -> None:
    taken = 0

    def endless() -> Iterator[Episode]:
        nonlocal taken
        for taken in itertools.count(1):
            yield Episode(str(taken), f"{taken}.mp4")

    results = scan_many(endless(), order(), 2)
    assert [result.episode.id for result in itertools.islice(results, 50)] == [str(n) for n in range(1, 51)]
    results.close()  # type: ignore[attr-defined]
    assert taken < 100


@pytest.mark.parametrize("after_s", [None, 0.02, 0.15, 0.4, 0.8])
def test_ctrl_c_ends_a_run_at_once_and_leaves_no_process(tmp_path: Path, after_s: float | None) -> None:
    """``after_s``: seconds after the start when it is pressed, workers still starting; None: one is done."""
    script = tmp_path / "hung_run.py"
    script.write_text(
        "from tests.auditor.test_engine_local import episodes, order, scan_many\n"
        "if __name__ == '__main__':\n"
        "    print('started', flush=True)\n"
        "    for result in scan_many(episodes('a', 'sleeps:600', 'sleeps:600'), order(600), 2):\n"
        "        print(result.outcome, flush=True)\n"
    )
    run = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.stdout
    assert run.stdout.readline() == "started\n"
    if after_s is None:
        assert run.stdout.readline() == "pass\n"
    else:
        time.sleep(after_s)
    begin = time.monotonic()
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the whole group
    _, errors = run.communicate(timeout=30)  # ends when the last process has closed standard error
    assert time.monotonic() - begin < 5
    assert errors.count("Traceback") == 1  # that of the script itself, none of a worker
