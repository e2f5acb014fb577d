"""Many episodes on one machine, in input order.

With one worker everything happens in this process. With more, every file is scanned in a child process that
can be lost: a file that crashes it, hangs it or eats its memory becomes a ``ScanFailure``, and the run goes
on. The results do not depend on the number of workers.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from pebble import ProcessExpired, ProcessPool

from detector.errors import DetectorError, WorkerLost
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.settings import Settings

Outcome = ScanResult | ScanFailure
Job = Episode | ScanFailure
"""What is to be scanned, or why there is nothing to scan: a failure passes through and keeps its place."""

_AHEAD = 8  # episodes under way per worker: one slow file does not idle the others, and memory stays flat
_FED = 3  # the same where results come in any order
_RECYCLE_AFTER = 1_000  # files after which a worker is replaced, so that no leak of a codec can add up


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class EpisodeScanner(Protocol):
    """The part of ``detector.scanner.Scanner`` that an engine uses."""

    def try_scan(self, episode: Episode, as_of: date | None = None) -> Outcome:
        """Scan one episode; an input that cannot be read is a ``ScanFailure``."""


def open_scanner(settings: Settings, evidence: Path | None) -> EpisodeScanner:
    """The real scanner. Raises ``SetupError`` where a model or library is absent."""
    from detector.scanner import Scanner  # noqa: PLC0415  (a second of imports, needed in the workers only)

    return Scanner(settings, evidence=evidence)


@dataclass(frozen=True, slots=True)
class Order:
    """How every episode of a run is to be scanned. It travels to the workers, so it pickles.

    ``scratch`` is a folder that all machines of a cluster share, for an engine that needs one.
    """

    settings: Settings
    as_of: date
    evidence: Path | None = None
    open_scanner: Callable[[Settings, Path | None], EpisodeScanner] = open_scanner
    scratch: Path | None = None


def scan_many(jobs: Iterable[Job], order: Order, workers: int) -> Iterator[Outcome]:
    """Scan ``jobs`` with ``workers`` processes and give every result in the order of the jobs.

    A result is given as soon as it and all before it are ready. Only a few jobs per worker are taken ahead,
    so a list of any length needs the same memory. Raises ``SetupError`` where no episode can be scanned.
    """
    if workers > 1:
        yield from _in_workers(jobs, order, workers)
    else:
        for job in jobs:
            yield _scan(job, order) if isinstance(job, Episode) else job


@lru_cache(maxsize=1)
def _scanner(order: Order) -> EpisodeScanner:
    """The scanner of this process, made when the first episode comes: the models take a second to load."""
    return order.open_scanner(order.settings, order.evidence)


def _scan(episode: Episode, order: Order) -> Outcome:
    scanner = _scanner(order)
    try:
        return scanner.try_scan(episode, order.as_of)
    except MemoryError:
        return _lost(episode, "ran out of memory")
    except Exception as bug:
        if os.environ.get("DETECTOR_DEBUG"):
            raise
        return _failure(episode, DetectorError(f"a bug in detector: {type(bug).__name__}: {bug}", _REPORT_IT))


_REPORT_IT = "please report it with this video; DETECTOR_DEBUG=1 shows where it happened"


def _failure(episode: Episode, error: DetectorError) -> ScanFailure:
    return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))


def _lost(episode: Episode, what: str, hint: str = "the file may be damaged or hostile") -> ScanFailure:
    return _failure(episode, WorkerLost(f"{episode.video}: the process that scanned it {what}", hint))


@dataclass(frozen=True, slots=True)
class _Settled:
    """A job that failed before it began."""

    failure: ScanFailure

    def is_ready(self) -> bool:
        return True

    def outcome(self, _deadline_s: float) -> Outcome:
        return self.failure


@dataclass(frozen=True, slots=True)
class _Pending:
    """An episode under way."""

    episode: Episode
    future: Future[Outcome]

    def is_ready(self) -> bool:
        return self.future.done()

    def has_crashed(self) -> bool:
        """Whether its worker ended, though not for being too slow; waits for the end."""
        return isinstance(self.future.exception(), ProcessExpired)

    def outcome(self, deadline_s: float) -> Outcome:
        try:
            return self.future.result()
        except TimeoutError:
            more = "the setting worker.deadline_s gives a slow file more time"
            return _lost(self.episode, f"did not end within {deadline_s:g} s", more)
        except ProcessExpired as end:
            return _lost(self.episode, f"crashed ({_how(end.exitcode)})")


def _how(exitcode: int) -> str:
    try:
        return signal.Signals(-exitcode).name if exitcode < 0 else f"exit code {exitcode}"
    except ValueError:
        return f"signal {-exitcode}"


def _in_workers(jobs: Iterable[Job], order: Order, workers: int) -> Iterator[Outcome]:
    deadline_s = order.settings.worker.deadline_s
    under_way: deque[_Pending | _Settled] = deque()
    with open_pool(order, workers) as pool:
        for job in jobs:
            under_way.append(_begin(pool, job, order))
            while under_way and (under_way[0].is_ready() or len(under_way) >= _AHEAD * workers):
                yield under_way.popleft().outcome(deadline_s)
        while under_way:
            yield under_way.popleft().outcome(deadline_s)


def scan_any_order(episodes: Iterable[Episode], order: Order, workers: int) -> Iterator[Outcome]:
    """Scan ``episodes`` with ``workers`` processes and give each result as soon as it is there.

    A slow file holds no other one up. Even a single worker is a process of its own, that can be lost. A file
    whose worker crashed is tried once more at the end, with no other one beside it: a crash must not be laid
    at the door of a file that merely stood near. Raises ``SetupError`` where no episode can be scanned.
    """
    with open_pool(order, workers) as pool:
        yield from scan_in(pool, episodes, order, workers)


def scan_in(pool: ProcessPool, episodes: Iterable[Episode], order: Order, workers: int) -> Iterator[Outcome]:
    """The same in a pool that is open, and stays so."""
    deadline_s = order.settings.worker.deadline_s
    ready: SimpleQueue[_Pending] = SimpleQueue()
    under_way = 0
    crashed: list[Episode] = []

    def settled() -> Iterator[Outcome]:
        pending = ready.get()
        if pending.has_crashed():
            crashed.append(pending.episode)
        else:
            yield pending.outcome(deadline_s)

    for episode in episodes:
        pending = _pend(pool, episode, order)
        pending.future.add_done_callback(partial(_put, ready, pending))
        under_way += 1
        while under_way >= _FED * workers or not ready.empty():
            yield from settled()
            under_way -= 1
    for _ in range(under_way):
        yield from settled()
    for episode in crashed:
        yield _pend(pool, episode, order).outcome(deadline_s)


def _put(ready: "SimpleQueue[_Pending]", pending: "_Pending", _done: object) -> None:
    ready.put(pending)


@contextmanager
def open_pool(order: Order, workers: int) -> Iterator[ProcessPool]:
    """Processes that scan; they end with the context, whatever they are at."""
    limits = (order.settings.worker.memory_mb,)
    pool = ProcessPool(workers, _RECYCLE_AFTER, _prepare_worker, limits, get_context("spawn"))
    try:
        yield pool
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _begin(pool: ProcessPool, job: Job, order: Order) -> "_Pending | _Settled":
    if isinstance(job, ScanFailure):
        return _Settled(job)
    return _pend(pool, job, order)


def _pend(pool: ProcessPool, episode: Episode, order: Order) -> "_Pending":
    with _ctrl_c_held():
        future = pool.schedule(_scan, args=(episode, order), timeout=order.settings.worker.deadline_s)
    return _Pending(episode, future)


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Hold Ctrl-C back while workers are started.

    They inherit the held signal, so Ctrl-C on the terminal reaches this process alone, and no worker prints
    a traceback from the middle of its imports.
    """
    resource_tracker.ensure_running()  # it would lift the hold if the first worker started it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare_worker(memory_mb: int) -> None:
    # One thread each, before the libraries are loaded: the workers already fill the cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
        os.environ[name] = "1"
    # A worker holds nothing that needs tidying, and a C library that hangs would not let Python tidy it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  (this system only)

        # Of data, not of addresses: libraries reserve more addresses than they ever fill.
        resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
