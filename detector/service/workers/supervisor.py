"""One thread for each worker process: it leases jobs, has the worker scan them and writes the results.

A crash of the worker costs one attempt of its job, and a new worker is started. The lease of a job is renewed
every few seconds while it is being scanned; if the lease is lost, the job was cancelled or belongs to another
worker, and is dropped.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace

from detector.errors import DetectorError, InputError, RemoteUnreachable, StoreError, WorkerLost
from detector.records import Failure, ScanFailure, ScanResult
from detector.sandbox.channel import Message
from detector.sandbox.limits import cores
from detector.sandbox.pool import RECYCLE_AFTER
from detector.sandbox.process import START_S, Lost, SandboxProcess
from detector.service.auth.tokens import Tokens
from detector.service.jobs.backoff import pause_s
from detector.service.jobs.job_queue import Completion, Job, JobQueue
from detector.service.jobs.notifier import Notifier
from detector.service.observability import Metrics, log, log_error
from detector.service.sources.fetch import Sources, source_of
from detector.service.storage.retention import RetainedUploads
from detector.service.storage.uploads import Uploads
from detector.service.workers.program import WorkerSetup
from detector.service.workers.registry_proxy import answering
from detector.wire import dumps, episode_to_json, result_from_json, result_to_stored

_POLL_S = 0.5  # between two polls for work, in case a notification is missed
_RENEW_S = 2.0
_MAX_RESTART_PAUSE_S = 30.0
_MAX_START_S = 600.0
_JOIN_S = 5.0  # for a thread that is still fetching; it ends with the process
_MAX_ATTEMPTS = 50
"""Times that a job may be started, even if the service itself is killed each time."""


class Dropped(Exception):
    """The lease of the job is lost, so its result is of no use."""


@dataclass(frozen=True, slots=True)
class SupervisorDependencies:
    """The parts of the service that the supervisor needs."""

    job_queue: JobQueue
    sources: Sources
    uploads: Uploads
    retained: RetainedUploads
    notifier: Notifier
    metrics: Metrics
    tokens: Tokens


@dataclass(slots=True)
class _LeasedJob:
    """A job that is being scanned. ``is_dropped`` once its lease is lost."""

    job: Job
    is_dropped: bool = False
    stages: dict[str, float] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ``Dropped`` if the lease is lost."""
        if self.is_dropped:
            raise Dropped


class WorkerSupervisor:
    """All workers of this instance."""

    def __init__(self, setup: WorkerSetup, dependencies: SupervisorDependencies) -> None:
        """Nothing is started yet."""
        self.dependencies, self.setup = dependencies, setup
        self.settings = setup.settings.service
        self.program, self.answer = setup.program(), answering(setup.registry)
        self.is_stopping = threading.Event()
        self.threads = [_WorkerThread(self, number) for number in range(self.settings.workers or cores())]
        self._leased: dict[str, _LeasedJob] = {}
        self._lock = threading.Lock()
        self.has_been_ready = False
        self._renewer = threading.Thread(target=self._renew_leases, name="lease-renewer", daemon=True)
        self._is_over = threading.Event()

    def start(self) -> None:
        """Start the workers; they load their models meanwhile."""
        self._renewer.start()
        for thread in self.threads:
            thread.start()

    @property
    def ready(self) -> int:
        """How many workers have loaded their models."""
        return sum(thread.is_ready for thread in self.threads)

    def failure(self) -> DetectorError | None:
        """Why workers cannot be started, if they cannot."""
        return next((thread.failure for thread in self.threads if thread.failure), None)

    def stop_leasing(self) -> None:
        """Start no further job."""
        self.is_stopping.set()
        self.dependencies.notifier.notify_work()

    def drain(self, within_s: float) -> None:
        """Start no further job, let running ones end within a time, release the others."""
        self.stop_leasing()
        until = time.monotonic() + within_s
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))
        with self._lock:
            leased_jobs = list(self._leased.values())
        for leased in leased_jobs:
            leased.is_dropped = True
            with suppress(StoreError):  # then its lease runs out
                self.dependencies.job_queue.release(leased.job)
                log("given back", scan=leased.job.id)
        for thread in self.threads:
            thread.join(_JOIN_S)
        self._is_over.set()
        if self._renewer.is_alive():
            self._renewer.join()

    def track(self, job: Job) -> _LeasedJob:
        """Renew the job's lease from now on."""
        leased = _LeasedJob(job)
        with self._lock:
            self._leased[job.id] = leased
        return leased

    def untrack(self, leased: _LeasedJob) -> None:
        """Renew the job's lease no more."""
        with self._lock:
            self._leased.pop(leased.job.id, None)

    def _renew_leases(self) -> None:
        pause_s = min(_RENEW_S, self.settings.lease_s / 3)
        while not self._is_over.wait(pause_s):
            with self._lock:
                leased_jobs = [leased for leased in self._leased.values() if not leased.is_dropped]
            for leased in leased_jobs:
                try:
                    leased.is_dropped |= not self.dependencies.job_queue.renew(
                        leased.job, self.settings.lease_s
                    )
                except StoreError as error:  # the next renewal may come in time
                    log_error("beat", error, scan=leased.job.id)
            try:
                self.dependencies.retained.prune_if_due()
            except StoreError as error:
                log_error("uploads not tidied", error)


class _WorkerThread(threading.Thread):
    """The thread of one worker."""

    def __init__(self, supervisor: WorkerSupervisor, number: int) -> None:
        super().__init__(name=f"worker-{number}", daemon=True)
        self._supervisor, self._dependencies = supervisor, supervisor.dependencies
        self._worker: SandboxProcess | None = None
        self._pause_s, self._start_s = 1.0, float(START_S)
        self.is_ready = False
        self.failure: DetectorError | None = None

    def run(self) -> None:
        while not self._supervisor.is_stopping.is_set():
            try:
                self._run_next_job()
            except StoreError as error:
                log_error("database", error)
                self._supervisor.is_stopping.wait(1)
            except Exception as bug:  # noqa: BLE001  (a worker's thread must not end before the service does)
                log_error("bug", bug)
                self._supervisor.is_stopping.wait(1)
        self._end_worker()

    def _run_next_job(self) -> None:
        worker = self._worker or self._new_worker()
        if worker is None:
            return
        job = self._dependencies.job_queue.lease(self._supervisor.settings.lease_s)
        if job is None:
            self._dependencies.notifier.wait_for_work(_POLL_S)
            return
        leased = self._supervisor.track(job)
        try:
            self._run_job(worker, leased)
        except Dropped:
            self._end_worker()
        except Exception:
            self._end_worker()  # it may be in the middle of something
            raise
        finally:
            self._supervisor.untrack(leased)
        if worker.tasks >= RECYCLE_AFTER:
            self._end_worker()

    def _new_worker(self) -> SandboxProcess | None:
        try:
            self._worker = worker = SandboxProcess(self._supervisor.program)
            is_closed = worker.wait_ready(self._start_s)
        except (DetectorError, Lost) as error:
            self._end_worker()
            self.failure = error if isinstance(error, DetectorError) else WorkerLost(error.reason)
            log_error("worker does not start", error)
            self._supervisor.is_stopping.wait(self._pause_s)
            self._pause_s = min(2 * self._pause_s, _MAX_RESTART_PAUSE_S)
            # On a machine that is busy for long it needs more time, which a fresh start would only lose.
            self._start_s = min(2 * self._start_s, _MAX_START_S)
            return None
        self.is_ready, self.failure, self._pause_s, self._start_s = True, None, 1.0, float(START_S)
        self._supervisor.has_been_ready = True
        self._dependencies.metrics.workers_ready.set(self._supervisor.ready)
        log("worker ready", pid=worker.pid, network="closed" if is_closed else "open")
        return worker

    def _end_worker(self) -> None:
        worker, self._worker, self.is_ready = self._worker, None, False
        if worker:
            worker.kill()
        self._dependencies.metrics.workers_ready.set(self._supervisor.ready)

    def _run_job(self, worker: SandboxProcess, leased: _LeasedJob) -> None:
        job = leased.job
        if job.attempts > _MAX_ATTEMPTS:
            self._set_aside(leased, f"was begun {_MAX_ATTEMPTS} times and never ended")
            return
        leased.stages["wait"] = job.waited_ms / 1000
        try:
            result = self._scan(worker, leased)
        except InputError as error:
            if (
                isinstance(error, RemoteUnreachable)
                and job.fetches + 1 < self._supervisor.settings.fetch_tries
            ):
                self._fetch_later(job, error)
                return
            failure = Failure(type(error).__name__, error.message, error.hint)
            result = ScanFailure(job.episode, failure)
        except Lost as lost:
            self._end_worker()
            self._dependencies.metrics.workers_lost.inc()
            log("worker lost", scan=job.id, reason=lost.reason, losses=job.losses + 1)
            if lost.is_final or job.losses + 1 >= self._supervisor.settings.tries:
                self._set_aside(leased, lost.reason)
            else:
                self._dependencies.job_queue.release(job, lost.reason, 2.0**job.losses)
            return
        rules = () if isinstance(result, ScanFailure) else tuple(one.code for one in result.findings)
        self._complete(
            leased, Completion("done", result.outcome, None, dumps(result_to_stored(result)), rules)
        )

    def _fetch_later(self, job: Job, error: RemoteUnreachable) -> None:
        pause = pause_s(job.fetches + 1, self._supervisor.settings.fetch_first_s)
        self._dependencies.job_queue.fetch_later(job, error.message, pause)
        log(
            "fetch failed", scan=job.id, reason=error.message, fetches=job.fetches + 1, next_s=round(pause, 1)
        )

    def _scan(self, worker: SandboxProcess, leased: _LeasedJob) -> ScanResult | ScanFailure:
        job, begun = leased.job, time.perf_counter()
        with self._dependencies.sources.opened(source_of(job.source)) as file:
            leased.stages["fetch"] = time.perf_counter() - begun
            data = {"episode": episode_to_json(job.episode), "as_of": job.as_of}
            deadline_s, answer = self._supervisor.setup.settings.worker.deadline_s, self._supervisor.answer
            told = worker.run(Message("task", data, file=file), deadline_s, leased.check, answer).data
        try:
            leased.stages |= {stage: float(told["seconds"][stage]) for stage in ("scan", "evidence")}
            return replace(result_from_json(told["result"]), episode=job.episode)
        except (DetectorError, LookupError, TypeError, ValueError, AttributeError):
            raise Lost("gave no result") from None

    def _set_aside(self, leased: _LeasedJob, reason: str) -> None:
        episode = leased.job.episode
        error = WorkerLost(
            f"{episode.video}: the process that scanned it {reason}", "the file may be damaged or hostile"
        )
        result = ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))
        self._complete(leased, Completion("set-aside", "error", reason, dumps(result_to_stored(result))))

    def _complete(self, leased: _LeasedJob, completion: Completion) -> None:
        while True:
            leased.check()
            try:
                is_ours = self._dependencies.job_queue.complete(leased.job, completion)
                break
            except StoreError as error:  # tried again until the lease is lost
                log_error("verdict not written yet", error, scan=leased.job.id)
                time.sleep(_POLL_S)
        if not is_ours:
            raise Dropped
        source = source_of(leased.job.source)
        if source.kind == "upload" and self._dependencies.retained.should_retain(completion.outcome):
            self._dependencies.retained.retain(
                self._dependencies.uploads.folder / source.place, leased.job.id
            )
        self._dependencies.uploads.delete(source)
        self._dependencies.notifier.notify_ended(leased.job.id)
        token = self._dependencies.tokens.name_of(leased.job.token)
        self._dependencies.metrics.count_scan(completion.outcome, leased.job.episode.platform, token)
        for stage, seconds in leased.stages.items():
            self._dependencies.metrics.stage_seconds.labels(stage).observe(seconds)
        rounded = {stage: round(seconds, 4) for stage, seconds in leased.stages.items()}
        log(
            "scan ended",
            scan=leased.job.id,
            state=completion.state,
            outcome=completion.outcome,
            seconds=rounded,
        )
