"""The worker processes of a run: limited, replaced one by one, opened anew should all be lost."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from types import FrameType
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

from pebble import ProcessPool

from detector.sandbox.limits import prepare_worker

P = ParamSpec("P")
T = TypeVar("T")

_RECYCLE_AFTER = 1_000  # files after which a worker is replaced, so that no leak of a codec can add up
TEND_S = 1.0
"""Seconds between two calls of ``WorkerPool.tend`` while waiting for tasks."""

_OPENINGS = 5  # of a pool that breaks at once, before that counts as a broken machine


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: seconds of wall time, and megabytes of data in its worker (Linux only)."""

    deadline_s: float
    memory_mb: int


class WorkerPool:
    """``workers`` processes that run tasks; use as a context manager.

    A task's future raises ``TimeoutError`` past the deadline, ``pebble.ProcessExpired`` where its worker
    died, and ``BrokenProcessPool`` where the pool broke under it: that last says nothing of the task, and
    the next ``submit`` opens a new pool. Used by one thread.
    """

    def __init__(self, workers: int, limits: Limits) -> None:
        self._workers = workers
        self._limits = limits
        self._given: WeakSet[Future[Any]] = WeakSet()
        self._open()

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``function`` in a worker; it and its arguments pickle."""
        with _ctrl_c_held():
            for _ in range(_OPENINGS):
                try:
                    future = self._pool.schedule(function, args, kwargs, self._limits.deadline_s)
                except RuntimeError:  # the pool is broken: a worker died before its task was noted
                    self.tend()
                    self._close()
                    self._open()
                else:
                    self._given.add(future)
                    return future
            raise BrokenProcessPool("worker processes end as soon as they are started")

    def wait(self, future: Future[T]) -> None:
        """Return when ``future``, of this pool, is done."""
        while not wait([future], TEND_S).done:
            self.tend()

    def tend(self) -> None:
        """Let the tasks of a broken pool end: one given to it at that moment would be waited for in vain."""
        if self._pool.active:
            return
        for future in list(self._given):
            with suppress(InvalidStateError):  # done by now
                future.set_exception(BrokenProcessPool("the pool broke before the task began"))

    def _open(self) -> None:
        self._processes = _Processes()
        limits = (self._limits.memory_mb,)
        self._pool = ProcessPool(self._workers, _RECYCLE_AFTER, prepare_worker, limits, self._processes)

    def _close(self) -> None:
        """End the workers, whatever they are at."""
        self._processes.end()
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


class _Processes(SpawnContext):
    """Starts fresh interpreters, and can end all that it started.

    The pool itself closes its channels first and ends its workers then: one that is still importing would
    find them closed and print a traceback.
    """

    def __init__(self) -> None:
        super().__init__()
        self._started: list[SpawnProcess] = []
        self._ended = False
        self._lock = threading.Lock()

    def Process(self, *args: object, **kwargs: object) -> SpawnProcess:  # type: ignore[override]  # noqa: N802  (the name that multiprocessing gives it)
        """A process to be started. Raises ``OSError`` once the pool is at its end."""
        with self._lock:
            if self._ended:
                raise OSError("the pool is at its end")
            process = SpawnProcess(*args, **kwargs)  # type: ignore[arg-type]
            self._started = [one for one in self._started if one.pid is None or one.is_alive()]
            self._started.append(process)
        return process

    def end(self) -> None:
        """Kill what was started; nothing is started any more."""
        with self._lock:
            self._ended = True
            for process in self._started:
                if process.pid is not None:
                    process.kill()


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Hold Ctrl-C back while workers are started, and answer it after.

    They inherit the held signal, so Ctrl-C on the terminal reaches this process alone, and no worker prints
    a traceback from the middle of its imports. The signal may still reach another thread of this process, of
    a library's: then Python would interrupt the start of a worker half way, but for the handler.
    """
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)

    resource_tracker.ensure_running()  # it would lift the hold if the first worker started it
    answers = threading.current_thread() is threading.main_thread()  # Python lets no other thread answer
    handler = signal.signal(signal.SIGINT, note) if answers else None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if answers:
            signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)
