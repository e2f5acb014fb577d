"""Many episodes on one machine, in input order.

With one worker everything happens in this process. With more, every file is scanned in a child process that
can be lost: a file that crashes it, hangs it or eats its memory becomes a ``ScanFailure``, and the run goes
on. The results do not depend on the number of workers.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from pebble import ProcessExpired

from detector.errors import DetectorError, WorkerLost
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.sandbox.pool import TEND_S, Limits, WorkerPool
from detector.settings import Settings

Outcome = ScanResult | ScanFailure
Job = Episode | ScanFailure
"""What is to be scanned, or why there is nothing to scan: a failure passes through and keeps its place."""

_AHEAD = 8  # episodes under way per worker: one slow file does not idle the others, and memory stays flat
_FED = 3  # the same where results come in any order
_TRIES = 3  # of a file in pools that broke with it, before it counts as the cause


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

    def is_lost(self) -> bool:
        """Whether its worker or the pool ended under it, once it is done; slowness is not that."""
        return isinstance(self.future.exception(), ProcessExpired | BrokenProcessPool)

    def fell_with_pool(self) -> bool:
        """Whether it ended with the pool, which says nothing of the file."""
        return self.is_ready() and isinstance(self.future.exception(), BrokenProcessPool)

    def outcome(self, deadline_s: float) -> Outcome:
        try:
            return self.future.result()
        except TimeoutError:
            more = "the setting worker.deadline_s gives a slow file more time"
            return _lost(self.episode, f"did not end within {deadline_s:g} s", more)
        except ProcessExpired as end:
            return _lost(self.episode, f"crashed ({_how(end.exitcode)})")
        except BrokenProcessPool:
            return _lost(self.episode, "ended before it could say what it was at")


def _how(exitcode: int) -> str:
    try:
        return signal.Signals(-exitcode).name if exitcode < 0 else f"exit code {exitcode}"
    except ValueError:
        return f"signal {-exitcode}"


def _in_workers(jobs: Iterable[Job], order: Order, workers: int) -> Iterator[Outcome]:
    under_way: deque[_Pending | _Settled] = deque()
    with open_pool(order, workers) as pool:
        for job in jobs:
            under_way.append(_begin(pool, job, order))
            while under_way and (under_way[0].is_ready() or len(under_way) >= _AHEAD * workers):
                yield _first_of(under_way, pool, order)
        while under_way:
            yield _first_of(under_way, pool, order)


def _first_of(under_way: "deque[_Pending | _Settled]", pool: WorkerPool, order: Order) -> Outcome:
    """The outcome of the job at the head; what fell with the pool is begun again, a few times."""
    tries = 0
    while _fell(under_way[0], pool) and tries < _TRIES:
        tries += 1
        for place, job in enumerate(under_way):
            if isinstance(job, _Pending) and job.fell_with_pool():
                under_way[place] = _pend(pool, job.episode, order)
    return under_way.popleft().outcome(order.settings.worker.deadline_s)


def _fell(job: "_Pending | _Settled", pool: WorkerPool) -> bool:
    """Whether the job ended with the pool; waits for its end."""
    if isinstance(job, _Settled):
        return False
    pool.wait(job.future)
    return job.fell_with_pool()


def scan_any_order(episodes: Iterable[Episode], order: Order, workers: int) -> Iterator[Outcome]:
    """Scan ``episodes`` with ``workers`` processes and give each result as soon as it is there.

    A slow file holds no other one up. Even a single worker is a process of its own, that can be lost. A file
    whose worker crashed is tried once more at the end, with no other one beside it: a crash must not be laid
    at the door of a file that merely stood near. Raises ``SetupError`` where no episode can be scanned.
    """
    with open_pool(order, workers) as pool:
        yield from scan_in(pool, episodes, order, workers)


def scan_in(pool: WorkerPool, episodes: Iterable[Episode], order: Order, workers: int) -> Iterator[Outcome]:
    """The same in a pool that is open, and stays so."""
    deadline_s = order.settings.worker.deadline_s
    ready: SimpleQueue[_Pending] = SimpleQueue()
    under_way = 0
    lost: list[Episode] = []

    def settled() -> Iterator[Outcome]:
        pending = _next(ready, pool)
        if pending.is_lost():
            lost.append(pending.episode)
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
    for episode in lost:
        yield _first_of(deque([_pend(pool, episode, order)]), pool, order)


def _next(ready: "SimpleQueue[_Pending]", pool: WorkerPool) -> "_Pending":
    while True:
        with suppress(Empty):
            return ready.get(timeout=TEND_S)
        pool.tend()


def _put(ready: "SimpleQueue[_Pending]", pending: "_Pending", _done: object) -> None:
    ready.put(pending)


def open_pool(order: Order, workers: int) -> WorkerPool:
    """Processes that scan; they end with the context, whatever they are at."""
    return WorkerPool(workers, Limits(order.settings.worker.deadline_s, order.settings.worker.memory_mb))


def _begin(pool: WorkerPool, job: Job, order: Order) -> "_Pending | _Settled":
    if isinstance(job, ScanFailure):
        return _Settled(job)
    return _pend(pool, job, order)


def _pend(pool: WorkerPool, episode: Episode, order: Order) -> "_Pending":
    return _Pending(episode, pool.submit(_scan, episode, order))
