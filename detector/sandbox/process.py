"""The parent's side of one sandboxed process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from detector.errors import DetectorError, InputError, SetupError
from detector.sandbox.channel import Channel, Deadline, Message, NoMessage, error_from_json
from detector.sandbox.limits import Limits

START_S = 60
"""Seconds in which a process must have loaded its models."""

_REAP_S = 5
"""So long a process may take to end once its end of the channel is closed."""
_KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_INTERPRETER = (
    "import sys; end, sys.path = int(sys.argv[1]), sys.argv[2:]; "
    "from detector.sandbox.child import main; main(end)"
)


@dataclass(frozen=True, slots=True)
class Program:
    """What a sandboxed process runs.

    ``target``, as ``module:function``, is called once with ``order``, plain JSON, and a function that asks
    the parent; it gives the function that does the tasks (``child.Work``). ``has_environment``: it gets all
    of this process's environment variables; otherwise no setting, so no password.
    """

    target: str
    order: Mapping[str, Any]
    limits: Limits
    has_environment: bool = False


class Lost(Exception):
    """The process is gone, or was ended.

    ``how`` it ended: a signal or an exit code. ``is_final``: it would do so again, because the task took all
    time that it had. ``has_begun``: it had begun with the task, which may be the cause.
    """

    def __init__(self, reason: str, *, how: str = "", is_final: bool = False, has_begun: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.how, self.is_final, self.has_begun = reason, how, is_final, has_begun


class SandboxProcess:
    """One process, from its start to its end. Used by one thread, with whose end the process ends too."""

    def __init__(self, program: Program) -> None:
        """Start a fresh interpreter; it is not ready yet. Raises ``SetupError`` where there is none."""
        if sys.platform == "win32":
            raise SetupError("this system passes no open files to processes", "scan with -j 1")
        ours, theirs = socket.socketpair()
        # -P: the current folder may hold strangers' files, and must not lend it modules.
        command = [sys.executable, "-P", "-c", _INTERPRETER, str(theirs.fileno()), *map(str, sys.path)]
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            with theirs, _ctrl_c_blocked():
                self._process = subprocess.Popen(  # noqa: S603  (our own module)
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()], env=None if program.has_environment else kept,
                )  # fmt: skip
        except OSError as error:
            ours.close()
            raise SetupError(f"no process can be started: {error.strerror}", "end others first") from None
        self._channel = Channel(ours)
        self.pid = self._process.pid
        self.tasks = 0
        start = {"target": program.target, "order": program.order, "limits": asdict(program.limits)}
        with suppress(OSError):  # then it is gone, as `wait_ready` will see
            self._channel.send(Message("start", start), Deadline(time.monotonic() + START_S))

    def wait_ready(self, within_s: float = START_S) -> bool:
        """Wait for its models; whether its network is closed.

        Raises the ``DetectorError`` that it met, or ``Lost``.
        """
        with self._losses(within_s, has_begun=False):
            message = self._channel.receive(Deadline(time.monotonic() + within_s))
        if message.kind == "failed":
            raise error_from_json(message.data, DetectorError)
        return bool(message.data.get("network_closed"))

    def run(
        self,
        task: Message,
        deadline_s: float,
        check: Callable[[], None] = lambda: None,
        answer: Callable[[dict[str, Any]], dict[str, Any]] = lambda _: {},
    ) -> Message:
        """What the process has done with a task.

        ``check`` is called now and then, and ends the wait, and the process, by raising. ``answer`` answers
        what the process asks, and raises ``NoMessage`` for what is no question. Raises ``Lost``, after which
        the process is gone, or the ``InputError`` that it met.
        """
        self.tasks += 1
        deadline = Deadline(time.monotonic() + deadline_s, check)
        with self._losses(deadline_s, has_begun=False):
            self._channel.send(task, deadline)
            message = self._channel.receive(deadline)
        with self._losses(deadline_s, has_begun=True):
            while message.kind not in ("done", "failed"):
                if message.kind == "ask":
                    self._channel.send(Message("answer", answer(message.data)), deadline)
                elif message.kind != "begun":
                    raise NoMessage
                message = self._channel.receive(deadline)
        if message.kind == "failed":
            raise error_from_json(message.data, InputError)
        return message

    @contextmanager
    def _losses(self, within_s: float, *, has_begun: bool) -> Iterator[None]:
        """Raise ``Lost`` for what the channel raises, once the process is gone."""
        try:
            yield
        except TimeoutError:
            self.kill()
            reason = f"did not end within {within_s:g} s"
            raise Lost(reason, is_final=True, has_begun=has_begun) from None
        except NoMessage:
            self.kill()
            raise Lost("gave no result", has_begun=has_begun) from None
        except (EOFError, OSError):
            # Waited for, so that what it died of is known, not that it was killed here.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_REAP_S)
            self.kill()
            is_final = self._process.returncode == -signal.SIGXCPU
            how = _how(self._process.returncode)
            reason = "used up its processor time" if is_final else f"ended ({how})"
            raise Lost(reason, how=how, is_final=is_final, has_begun=has_begun) from None
        except BaseException:
            self.kill()  # it is in the middle of something that nobody waits for
            raise

    def kill(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def signal_kill(self) -> None:
        """End it from another thread; the one that uses it will see that it is lost."""
        self._process.kill()


def _how(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Let what is started inherit that Ctrl-C is blocked: on a terminal it is for this process alone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
