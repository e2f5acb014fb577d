"""Many episodes on one machine, in input order.

With one worker everything happens in this process. With more, every file is scanned in a sandboxed process:
a file that crashes it, hangs it or eats its memory becomes a ``ScanFailure``, and the run goes on. The
results do not depend on the number of workers.
"""

import os
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple, Protocol, runtime_checkable

from pydantic import TypeAdapter

from detector.errors import DetectorError, WorkerLost
from detector.plugins import failure_of
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.sandbox.channel import Message
from detector.sandbox.child import Ask, Work, done
from detector.sandbox.limits import Limits
from detector.sandbox.pool import SandboxPool
from detector.sandbox.process import Lost, Program
from detector.settings import Settings
from detector.video.remote_io import stamp_of
from detector.wire import result_from_json, result_to_stored

ScanOutcome = ScanResult | ScanFailure
Job = Episode | ScanFailure
"""What is to be scanned, or why there is nothing to scan: a failure passes through and keeps its place."""

_IN_ORDER_AHEAD = 8
"""Episodes under way for each worker: one slow file does not idle the others, and memory stays flat."""

_ANY_ORDER_AHEAD = 3
"""The same where results come in any order, and a slow file idles nobody."""

_EPISODE = TypeAdapter(Episode)


@dataclass(frozen=True, slots=True)
class ScanJob:
    """An episode to scan, by its ``place``; with ``pictures_of`` only pictures of that result are saved."""

    place: int
    episode: Episode
    pictures_of: ScanResult | None = None


class Scanned(NamedTuple):
    """What became of a job. ``seconds``: how long it took.

    ``stamp``: the state of the file as it was read, see ``detector.video.remote_io.stamp_of``.
    """

    place: int
    outcome: ScanOutcome
    seconds: float = 0.0
    stamp: str | None = None


class EpisodeScanner(Protocol):
    """The part of ``detector.scanner.Scanner`` that an engine uses."""

    def try_scan(self, episode: Episode, as_of: date | None = None) -> ScanOutcome:
        """Scan one episode; an input that cannot be read is a ``ScanFailure``."""


@runtime_checkable
class PicturingScanner(EpisodeScanner, Protocol):
    """A scanner that also saves pictures of what was scanned before."""

    def with_pictures(self, result: ScanResult) -> ScanResult:
        """The result with its pictures. Raises ``DetectorError``."""


def open_scanner(settings: Settings, evidence: Path | None) -> EpisodeScanner:
    """The real scanner. Raises ``SetupError`` where a model or library is absent."""
    from detector.scanner import Scanner  # noqa: PLC0415  (a second of imports, needed in the workers only)

    return Scanner(settings, evidence=evidence)


@dataclass(frozen=True, slots=True)
class ScanConfig:
    """How every episode of a run is to be scanned. It travels to a cluster's machines, so it pickles.

    ``open_scanner`` is a function of a module, by whose name workers find it. With a ``trace_folder`` the
    scanner is the real one, and writes the events of each episode there. ``evidence_url``: where the machines
    of a cluster send pictures to, in place of the folder ``evidence``, which all of them see.
    """

    settings: Settings
    as_of: date
    evidence: Path | None = None
    open_scanner: Callable[[Settings, Path | None], EpisodeScanner] = open_scanner
    trace_folder: Path | None = None
    evidence_url: str | None = None

    def opened_scanner(self) -> EpisodeScanner:
        """The scanner. Raises ``SetupError`` where a model or library is absent."""
        if self.trace_folder:
            from detector.auditor.tracing import open_tracing_scanner  # noqa: PLC0415  (as for open_scanner)

            return open_tracing_scanner(self.settings, self.evidence, self.trace_folder)
        return self.open_scanner(self.settings, self.evidence)


def scan_many(jobs: Iterable[Job], config: ScanConfig, workers: int) -> Iterator[ScanOutcome]:
    """Scan ``jobs`` with ``workers`` processes and give every result in the order of the jobs.

    A result is given as soon as it and all before it are ready. Only a few jobs per worker are taken ahead,
    so a list of any length needs the same memory. Raises ``SetupError`` where no episode can be scanned.
    """
    if workers <= 1:
        for job in jobs:
            yield _scan(ScanJob(0, job), _scanner(config), config.as_of) if isinstance(job, Episode) else job
        return
    under_way: deque[_Pending | ScanFailure] = deque()
    with open_pool(config, workers) as pool:
        for job in jobs:
            under_way.append(_begin(pool, ScanJob(0, job)) if isinstance(job, Episode) else job)
            while under_way:
                first, is_full = under_way[0], len(under_way) >= _IN_ORDER_AHEAD * workers
                if not (is_full or isinstance(first, ScanFailure) or first.future.done()):
                    break
                yield _outcome(under_way.popleft())
        while under_way:
            yield _outcome(under_way.popleft())


@lru_cache(maxsize=1)
def _scanner(config: ScanConfig) -> EpisodeScanner:
    """The scanner of this process, made when the first episode comes: the models take a second to load."""
    return config.opened_scanner()


def _scan(job: ScanJob, scanner: EpisodeScanner, as_of: date) -> ScanOutcome:
    episode = job.episode
    try:
        if job.pictures_of and isinstance(scanner, PicturingScanner):
            return scanner.with_pictures(replace(job.pictures_of, episode=episode))
        return scanner.try_scan(episode, as_of)
    except DetectorError as error:
        return _failure(episode, error)
    except MemoryError:
        return _lost(episode, "ran out of memory")
    except Exception as bug:
        if os.environ.get("DETECTOR_DEBUG"):
            raise
        return _failure(episode, failure_of(bug, _REPORT_IT))


_REPORT_IT = "please report it with this video; DETECTOR_DEBUG=1 shows where it happened"


def _failure(episode: Episode, error: DetectorError) -> ScanFailure:
    return ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))


def _lost(episode: Episode, what: str, hint: str = "the file may be damaged or hostile") -> ScanFailure:
    return _failure(episode, WorkerLost(f"{episode.video}: the process that scanned it {what}", hint))


def open_pool(config: ScanConfig, workers: int) -> SandboxPool:
    """Processes that scan; they end with the context, whatever they are at.

    They have this process's environment and network: they read the registry, and videos on the network, with
    the user's own credentials.
    """
    told = {
        "settings": config.settings.model_dump(mode="json"),
        "as_of": config.as_of.isoformat(),
        "evidence": None if config.evidence is None else str(config.evidence),
        "open_scanner": [config.open_scanner.__module__, config.open_scanner.__qualname__],
        "trace_folder": None if config.trace_folder is None else str(config.trace_folder),
    }
    limits = Limits(config.settings.worker.memory_mb, file_mb=None, nice=0, has_network=True)
    program = Program("detector.auditor.engine_local:open_worker", told, limits, has_environment=True)
    return SandboxPool(program, workers, config.settings.worker.deadline_s)


def open_worker(told: dict[str, Any], _ask: Ask) -> Work:
    """What a process of the pool does: it scans the ``episode`` of each task."""
    module, name = told["open_scanner"]
    evidence, trace_folder = (
        None if told[folder] is None else Path(told[folder]) for folder in ("evidence", "trace_folder")
    )
    config = ScanConfig(
        Settings.model_validate(told["settings"]),
        date.fromisoformat(told["as_of"]),
        evidence,
        getattr(import_module(module), name),
        trace_folder=trace_folder,
    )
    scanner = config.opened_scanner()

    def work(task: dict[str, Any], _file: int | None) -> Message:
        episode = _EPISODE.validate_python(task["episode"])
        before = result_from_json(task["pictures_of"]) if "pictures_of" in task else None
        job = ScanJob(0, episode, before if isinstance(before, ScanResult) else None)
        stamp, began = stamp_of(episode.video), time.monotonic()
        try:
            outcome = _scan(job, scanner, config.as_of)
        except Exception:  # noqa: BLE001  (raised only to be shown)
            return done({"bug": traceback.format_exc()})
        seconds = time.monotonic() - began
        return done({"result": result_to_stored(outcome), "seconds": seconds, "stamp": stamp})

    return work


@dataclass(frozen=True, slots=True)
class _Pending:
    """A job under way in a pool."""

    job: ScanJob
    future: "Future[Message]"

    @property
    def episode(self) -> Episode:
        return self.job.episode


def _begin(pool: SandboxPool, job: ScanJob) -> _Pending:
    task: dict[str, Any] = {"episode": _EPISODE.dump_python(job.episode, mode="json")}
    if job.pictures_of:
        task["pictures_of"] = result_to_stored(job.pictures_of)
    return _Pending(job, pool.submit(task))


def _scanned(pending: _Pending) -> Scanned:
    """What became of a job that is done. Raises the ``SetupError`` that hinders every process."""
    outcome = _outcome(pending)
    if pending.future.exception():
        return Scanned(pending.job.place, outcome)
    data = pending.future.result().data
    return Scanned(pending.job.place, outcome, float(data.get("seconds") or 0.0), data.get("stamp"))


def _outcome(job: _Pending | ScanFailure) -> ScanOutcome:
    """The outcome of a job, once it is done. Raises the ``SetupError`` that hinders every process."""
    if isinstance(job, ScanFailure):
        return job
    try:
        data = job.future.result().data
    except Lost as lost:
        if lost.is_final:
            more = "the setting worker.deadline_s gives a slow file more time"
            return _lost(job.episode, lost.reason, more)
        if not lost.has_begun:
            return _lost(job.episode, "ended before it could say what it was at")
        return _lost(job.episode, f"crashed ({lost.how})" if lost.how else lost.reason)
    if "bug" in data:
        raise RuntimeError(str(data["bug"]))
    try:
        outcome = result_from_json(data["result"])
    except (DetectorError, LookupError, TypeError, ValueError, AttributeError):
        return _lost(job.episode, "gave no result")
    return replace(outcome, episode=job.episode)


def scan_any_order(jobs: Iterable[ScanJob], config: ScanConfig, workers: int) -> Iterator[Scanned]:
    """Do ``jobs`` with ``workers`` processes and give what became of each as soon as it is there.

    A slow file holds no other one up. Even a single worker is a process of its own, that can be lost. A file
    whose worker crashed is tried once more at the end, with no other one beside it, so that no other file
    can have been the cause. Raises ``SetupError`` where no episode can be scanned.
    """
    with open_pool(config, workers) as pool:
        yield from scan_in(pool, jobs, workers)


def scan_in(pool: SandboxPool, jobs: Iterable[ScanJob], workers: int) -> Iterator[Scanned]:
    """The same in a pool that is open, and stays so."""
    ready: SimpleQueue[Future[Message]] = SimpleQueue()
    under_way: dict[Future[Message], _Pending] = {}
    lost: list[ScanJob] = []

    def next_done() -> Iterator[Scanned]:
        pending = under_way.pop(ready.get())
        error = pending.future.exception()
        if isinstance(error, Lost) and not error.is_final:  # one that is too slow stays so
            lost.append(pending.job)
        else:
            yield _scanned(pending)

    for job in jobs:
        pending = _begin(pool, job)
        under_way[pending.future] = pending
        pending.future.add_done_callback(ready.put)
        while len(under_way) >= _ANY_ORDER_AHEAD * workers or not ready.empty():
            yield from next_done()
    while under_way:
        yield from next_done()
    for job in lost:
        yield _scanned(_begin(pool, job))
