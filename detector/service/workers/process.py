"""The service's side of one worker process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector import errors
from detector.errors import SetupError
from detector.registry.protocol import Registry
from detector.service.workers.ipc import Link, answer
from detector.settings import Settings

_START_S = 60
_POLL_S = 0.25
_KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""What a worker gets of the environment: no setting, so no password."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What workers work with: the settings, the registry that they ask, the folder for pictures."""

    settings: Settings
    registry: Registry | None
    evidence: Path | None


class Lost(Exception):
    """The worker is gone. ``is_final``: it would be so again, because the video took all time that it had."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final


class Dropped(Exception):
    """Nobody wants the result any more."""


class WorkerProcess:
    """One worker, from its start to its end. Used by one thread, with whose end the worker ends too."""

    def __init__(self, bench: Bench) -> None:
        """Start it; it is not ready yet."""
        self._bench = bench
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "detector.service.workers.worker", str(theirs.fileno())]
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(),
            pass_fds=[theirs.fileno()],
        )  # fmt: skip
        theirs.close()
        self._link = Link(ours)
        self.pid = self._process.pid
        self.scans = 0
        with suppress(OSError):  # then it is gone, as `wait_ready` will see
            self._link.send(_order(bench))

    def wait_ready(self) -> bool:
        """Wait for its models; whether it has no network. Raises ``SetupError`` or ``Lost``."""
        message = self._reply(time.monotonic() + _START_S, lambda: None)
        if failed := message.get("failed"):
            kind = getattr(errors, str(failed["type"]), SetupError)
            raise kind(str(failed["message"]), str(failed["hint"]))
        return bool(message.get("network_closed"))

    def scan(self, job: dict[str, Any], file: int, check: Callable[[], None]) -> dict[str, Any]:
        """The worker's answer to a job.

        ``check`` is called now and then, and ends the wait by raising. Raises ``Lost``.
        """
        self.scans += 1
        try:
            self._link.send(job, file)
        except OSError:
            raise self._lost() from None
        deadline_s = self._bench.settings.worker.deadline_s
        until = time.monotonic() + deadline_s
        try:
            message = self._reply(until, check)
            while "ask" in message and self._bench.registry:
                self._link.send(answer(message, self._bench.registry))
                message = self._reply(until, check)
        except TimeoutError:
            raise Lost(f"did not end within {deadline_s:g} s", is_final=True) from None
        except OSError:
            raise self._lost() from None
        return message

    def _reply(self, until: float, check: Callable[[], None]) -> dict[str, Any]:
        while True:
            remaining = until - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            try:
                if self._link.is_readable(min(_POLL_S, remaining)):
                    return self._link.receive()[0]
            except (EOFError, OSError):
                raise self._lost() from None
            check()

    def _lost(self) -> Lost:
        self.end()
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return Lost("used up its processor time", is_final=True)
        try:
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        except ValueError:
            how = f"signal {-code}"
        return Lost(f"ended ({how})")

    def end(self) -> None:
        """Kill it, unless it is gone."""
        try:
            self._process.wait(0.2)  # so that what it died of is known, not that we killed it
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with suppress(OSError):
            self._link.close()

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        self._process.kill()
        self.end()


def environment() -> dict[str, str]:
    """What a process that looks at strangers' files gets of the environment."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def _order(bench: Bench) -> dict[str, Any]:
    service = bench.settings.service
    settings = bench.settings.model_dump(mode="json", exclude={"service": True, "registry": {"url"}})
    settings["registry"]["url"] = "none"  # what is asked is asked through the link
    return {
        "settings": settings,
        "has_registry": bench.registry is not None,
        "evidence": str(bench.evidence) if bench.evidence else None,
        "every": service.evidence == "all",
        "memory_mb": bench.settings.worker.memory_mb,
        "cpu_s": service.cpu_s,
        "max_duration_s": service.max_duration_s,
    }
