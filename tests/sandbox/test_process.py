"""One sandboxed process: what it gets, what it says, and every way in which it can be lost."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from detector.errors import DetectorError, InputNotFound, ModelMissing
from detector.sandbox.channel import MAX_BYTES, Message, NoMessage
from detector.sandbox.limits import Limits
from detector.sandbox.process import Lost, Program, SandboxProcess

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are those of Linux")
LIMITS = Limits(1_024)
Start = Callable[..., SandboxProcess]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes, which are gone afterwards."""
    started = []

    def run(
        name: str = "obedient", order: Mapping[str, Any] | None = None, limits: Limits = LIMITS
    ) -> SandboxProcess:
        started.append(SandboxProcess(Program(f"tests.sandbox.programs:{name}", order or {}, limits)))
        return started[-1]

    yield run
    for process in started:
        process.kill()


def task(do: str, file: int | None = None, **more: object) -> Message:
    return Message("task", {"do": do, **more}, file=file)


def fault(name: str) -> Message:
    return task("fault", fault=name)


def test_tasks_go_in_and_what_was_done_comes_out(start: Start) -> None:
    process = start(order={"a": "戏\udcff"})
    process.wait_ready()
    for number in range(3):
        done = process.run(task("echo", number=number, parts=["x" * 300_000, ""]), 60)
        assert done.data == {
            "order": {"a": "戏\udcff"},
            "task": {"do": "echo", "number": number, "parts": ["x" * 300_000, ""]},
        }
        assert [len(part) for part in done.parts] == [300_000, 0]
    assert process.tasks == 3


def test_a_file_travels_without_its_name(start: Start, tmp_path: Path) -> None:
    process = start()
    process.wait_ready()
    for content in ("one", "two"):
        (tmp_path / "video").write_text(content)
        with (tmp_path / "video").open("rb") as file:
            assert process.run(task("read", file.fileno()), 60).data == {"content": content}


def test_questions_are_answered_by_the_parent(start: Start) -> None:
    process = start()
    process.wait_ready()
    done = process.run(task("ask", times=3), 60, answer=lambda question: {"twice": 2 * question["number"]})
    assert done.data == {"answers": [{"twice": 0}, {"twice": 2}, {"twice": 4}]}

    def refuse(_: dict[str, Any]) -> dict[str, Any]:
        raise NoMessage

    with pytest.raises(Lost, match="no result"):
        process.run(task("ask", times=1), 60, answer=refuse)


def test_it_has_no_settings_and_no_modules_of_the_current_folder(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETECTOR_REGISTRY__URL", "postgresql://ann:secret@host/registry")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    process = start()
    process.wait_ready()
    told = process.run(task("tell"), 60).data
    assert "DETECTOR_REGISTRY__URL" not in told["environment"]
    assert told["path"] == sys.path
    assert told["pid"] == process.pid


def test_an_error_of_ours_leaves_it_alive(start: Start) -> None:
    process = start()
    process.wait_ready()
    with pytest.raises(InputNotFound, match="not there") as caught:
        process.run(fault("fails"), 60)
    assert caught.value.hint == "look elsewhere"
    assert process.run(task("tell"), 60).data["pid"] == process.pid


@pytest.mark.parametrize(
    ("name", "reason", "how", "is_final"),
    [
        ("crashes", "ended (SIGSEGV)", "SIGSEGV", False),
        ("exits", "ended (exit code 3)", "exit code 3", False),
        ("hangs", "did not end within 0.5 s", "", True),
        pytest.param("eats", "ended (exit code 1)", "exit code 1", False, marks=ON_LINUX),
    ],
)  # fmt: skip
def test_a_process_that_is_lost_says_how(
    start: Start, name: str, reason: str, how: str, is_final: bool
) -> None:
    process = start(limits=Limits(500))
    process.wait_ready()
    with pytest.raises(Lost) as caught:
        process.run(fault(name), 0.5 if name == "hangs" else 60)
    lost = caught.value
    assert (lost.reason, lost.how, lost.is_final, lost.has_begun) == (reason, how, is_final, True)
    with pytest.raises(Lost) as caught:
        process.run(task("tell"), 60)
    assert not caught.value.has_begun  # says nothing of this task


@ON_LINUX
def test_processor_time_is_for_one_task(start: Start) -> None:
    process = start(limits=Limits(1_024, cpu_s=1))
    process.wait_ready()
    for _ in range(3):
        process.run(task("echo", parts=["x" * 10_000_000]), 60)
    with pytest.raises(Lost, match="processor time") as caught:
        process.run(fault("spins"), 60)
    assert caught.value.is_final


def test_the_wait_ends_when_nobody_wants_the_result(start: Start) -> None:
    class Unwanted(Exception):
        pass

    def check() -> None:
        raise Unwanted

    process = start()
    process.wait_ready()
    with pytest.raises(Unwanted):
        process.run(fault("hangs"), 60, check)
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_a_process_that_cannot_begin_says_why(start: Start) -> None:
    with pytest.raises(ModelMissing, match="not there"):
        start("without_model").wait_ready()
    with pytest.raises(DetectorError, match="ZeroDivisionError: opening"):
        start("with_a_bug").wait_ready()
    with pytest.raises(Lost, match="exit code 7"):
        start("dead_at_once").wait_ready()


def framed(*blocks: bytes) -> str:
    lengths = b"".join(len(block).to_bytes(4, "big") for block in blocks)
    return (bytes([len(blocks)]) + lengths + b"".join(blocks)).hex()


@pytest.mark.parametrize(
    "said",
    [
        "00",
        framed(b"no json"),
        framed(b"[1]"),
        framed(b"[" * 100_000),
        framed(b'{"kind": 1, "data": {}}'),
        framed(b'{"kind": "done", "data": []}'),
        framed(b'{"kind": "start", "data": {}}'),
        framed(b"\xff\xff"),
        "01" + (MAX_BYTES + 1).to_bytes(4, "big").hex(),
        "ff" + "ffffffff" * 255,
    ],
)
def test_what_is_no_message_ends_the_process(start: Start, said: str) -> None:
    process = start("no_message", {"bytes": said, "hangs": True})
    process.wait_ready()
    with pytest.raises(Lost, match="gave no result"):
        process.run(task(""), 60)


def test_half_a_message_holds_nobody_beyond_the_deadline(start: Start) -> None:
    process = start("no_message", {"bytes": "01" + (1_000).to_bytes(4, "big").hex() + "7b", "hangs": True})
    process.wait_ready()
    begun = time.monotonic()
    with pytest.raises(Lost, match="within 1 s"):
        process.run(task(""), 1)
    assert time.monotonic() - begun < 30
