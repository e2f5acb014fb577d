"""A real service in a process of its own, on a real socket; it can be killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_videos"
START_S = 300


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Running:
    """A service: where it keeps its things, what it is told, its process."""

    folder: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    registry: str = "none"
    port: int = field(default_factory=free_port)
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "log.jsonl"

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``detector serve`` with these arguments to its end."""
        command = [sys.executable, "-m", "detector", "serve", *arguments]
        return subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, check=False, timeout=START_S
        )

    def environment(self) -> dict[str, str]:
        told = {
            f"DETECTOR_SERVICE__{name.upper()}": ",".join(value) if isinstance(value, list) else str(value)
            for name, value in {"folder": str(self.folder), "port": self.port, **self.settings}.items()
        }
        return {**os.environ, "DETECTOR_REGISTRY__URL": self.registry, **told}

    def start(self) -> "Running":
        """Start it; return when a worker has loaded its models."""
        self.launch()
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            assert self.process
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def launch(self) -> None:
        """Start it without waiting."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "detector", "serve", *self.arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment(), stderr=log, stdout=log)

    def lines(self) -> list[dict[str, Any]]:
        """What the log has."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line[:1] == "{"]

    def worker_pids(self) -> list[int]:
        """The workers that live now, by what the system says of this service's children."""
        if self.process is None:
            return []
        children = Path(f"/proc/{self.process.pid}/task")
        try:
            found = [task.joinpath("children").read_text().split() for task in children.iterdir()]
        except OSError:
            return []
        return [int(pid) for pids in found for pid in pids]

    def kill(self) -> None:
        """``kill -9``."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(60)


@contextmanager
def running(
    folder: Path, settings: Mapping[str, Any] | None = None, registry: str = "none"
) -> Iterator[Running]:
    """A service that runs, and is gone afterwards."""
    service = Running(folder, {"workers": 1, "roots": [str(SAMPLES)], **(settings or {})}, registry)
    try:
        yield service.start()
    finally:
        service.kill()
