"""How the service does not start, and how scans end that cost their workers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detector import cli
from detector.client import Client
from detector.records import ScanFailure
from tests.service.running import SAMPLES, Running


def test_without_its_extra_the_service_names_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['fastapi'] = None; from detector import cli; sys.exit(cli.run(['serve']))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 5
    assert "pip install 'micro-drama-detector[service]'" in done.stderr
    assert "Traceback" not in done.stderr


Unstarted = Callable[..., tuple[int, str]]


@pytest.fixture
def unstarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Unstarted:
    """Run ``detector serve`` in this process with these settings: its exit code, and what it says."""

    def run(registry: str = "none", **settings: str) -> tuple[int, str]:
        for name, value in {"folder": str(tmp_path / "s"), **settings}.items():
            monkeypatch.setenv(f"DETECTOR_SERVICE__{name.upper()}", value)
        code = cli.run(["serve", "--registry", registry])
        return code, capfd.readouterr().err

    return run


@pytest.mark.parametrize(
    ("settings", "code", "says"),
    [
        ({"host": "0.0.0.0", "port": "0"}, 2, "other machines could call without a token"),
        ({"port": "high"}, 2, "environment: service.port"),
        ({"database": "mysql://u:hidden@h/d"}, 2, "--database"),
        ({"database": "postgresql://u:hidden@127.0.0.1:1/d"}, 5, "127.0.0.1:1"),
        ({"folder": "/proc/none"}, 5, "/proc/none"),
    ],
)
def test_what_is_not_as_it_should_be_is_said_before_it_starts(
    settings: dict[str, str], code: int, says: str, unstarted: Unstarted
) -> None:
    ended, told = unstarted(**settings)
    assert (ended, says in told) == (code, True), told
    assert "hidden" not in told
    assert "Traceback" not in told


def test_a_port_in_use_and_a_registry_that_is_not_there(tmp_path: Path, unstarted: Unstarted) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        code, told = unstarted(port=port)
    assert (code, f"--port {port}" in told) == (2, True)
    code, told = unstarted(registry=str(tmp_path / "none.db"))
    assert (code, "none.db" in told) == (6, True)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """One worker, one try, and two seconds for a scan."""
    monkeypatch.setenv("DETECTOR_WORKER__DEADLINE_S", "2")
    made = Running(tmp_path, {"workers": 1, "tries": 1, "roots": [str(SAMPLES)]}).start()
    yield made
    made.kill()


def stopped_worker(service: Running) -> int:
    """The worker, once there is one that has its models; from now on it hangs."""
    ready = [line for line in service.lines() if line["event"] == "worker ready"]
    pid = int(ready[-1]["pid"])
    os.kill(pid, signal.SIGSTOP)
    return pid


def begun(client: Client) -> str:
    """A scan that is under way."""
    made = client.scan(str(SAMPLES / "card.mp4"), wait_s=0).id
    while client.look_up(made).state == "queued":
        time.sleep(0.02)
    return made


def test_scans_that_cost_their_workers_are_set_aside_with_the_reason(service: Running) -> None:
    with Client(service.url) as client:
        worker = stopped_worker(service)
        made = begun(client)
        os.kill(worker, signal.SIGKILL)
        lost = client.wait(made)
        assert (lost.state, lost.reason, lost.suggestion) == ("set-aside", "ended (SIGKILL)", "review")
        assert isinstance(lost.result, ScanFailure)
        assert lost.result.error.type == "WorkerLost"
        assert client.scan(str(SAMPLES / "truth.toml")).state == "done"
        stopped_worker(service)
        hung = client.wait(begun(client))
        assert (hung.state, hung.reason) == ("set-aside", "did not end within 2 s")
        assert list(client.scans(state="set-aside")) == [hung, lost]
        assert client.scan(str(SAMPLES / "truth.toml")).state == "done"
        stopped_worker(service)
        unwanted = begun(client)
        assert client.cancel(unwanted).state == "cancelled"
        assert client.scan(str(SAMPLES / "truth.toml")).state == "done"
        assert client.look_up(unwanted).result is None


def test_traces_without_their_extra_name_it(unstarted: Unstarted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    code, told = unstarted(traces="true", port="0")
    assert (code, "pip install 'micro-drama-detector[otel]'" in told) == (5, True)
