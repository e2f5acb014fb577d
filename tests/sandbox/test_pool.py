"""Several sandboxed processes: each task is done once, whatever becomes of the processes."""

import os
import signal
from collections import Counter
from concurrent.futures import CancelledError
from typing import Any

import pytest

from detector.errors import ModelMissing, SetupError
from detector.sandbox import pool as pool_module
from detector.sandbox.limits import Limits
from detector.sandbox.pool import SandboxPool
from detector.sandbox.process import Lost, Program

LIMITS = Limits(1_024)
TELL: dict[str, Any] = {"do": "tell"}


def opened(workers: int, name: str = "obedient", deadline_s: float = 60) -> SandboxPool:
    return SandboxPool(Program(f"tests.sandbox.programs:{name}", {}, LIMITS), workers, deadline_s)


def test_every_task_is_done_and_a_crash_costs_its_own_alone() -> None:
    with opened(2) as pool:
        wanted: list[dict[str, Any]] = [{"do": "echo", "number": number} for number in range(40)]
        wanted[7] = {"do": "fault", "fault": "crashes"}
        futures = [pool.submit(one) for one in wanted]
        for number, future in enumerate(futures):
            if number == 7:
                with pytest.raises(Lost, match="SIGSEGV"):
                    future.result()
            else:
                assert future.result().data["task"]["number"] == number


def test_a_process_is_replaced_after_many_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "RECYCLE_AFTER", 3)
    with opened(1) as pool:
        pids = Counter(pool.submit(TELL).result().data["pid"] for _ in range(7))
    assert list(pids.values()) == [3, 3, 1]


def test_a_process_killed_while_idle_costs_nothing() -> None:
    with opened(1) as pool:
        first = pool.submit(TELL).result().data["pid"]
        os.kill(first, signal.SIGKILL)
        assert pool.submit(TELL).result().data["pid"] != first


def test_what_hinders_every_process_is_raised() -> None:
    for name, error, message in (
        ("without_model", ModelMissing, "not there"),
        ("dead_at_once", SetupError, r"ended \(exit code 7\)"),
    ):
        with opened(2, name) as pool, pytest.raises(error, match=message):
            pool.submit(TELL).result()


def test_the_end_of_a_pool_ends_what_its_processes_are_at() -> None:
    with opened(2) as pool:
        pid = pool.submit(TELL).result().data["pid"]
        hung = [pool.submit({"do": "fault", "fault": "hangs"}) for _ in range(3)]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    for future in hung:
        with pytest.raises((Lost, CancelledError)):
            future.result(0)
