"""The crew: for each worker process a thread that brings it jobs and takes its verdicts to the database.

A worker that crashes costs a try of its job, and a new one is started. While a job is in hand its lease is
made longer every few seconds; if that fails, the job is another's, or cancelled, and is dropped.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace

from detector.errors import DetectorError, InputError, StoreError, WorkerLost
from detector.records import Failure, ScanFailure, ScanResult
from detector.sandbox.channel import Message
from detector.sandbox.limits import cores
from detector.sandbox.pool import RECYCLE_AFTER
from detector.sandbox.process import Lost, SandboxProcess
from detector.service.jobs.job_queue import Completion, Job, JobQueue, episode_to_json
from detector.service.jobs.notifier import Notifier
from detector.service.observability import Metrics, log, log_error
from detector.service.sources.fetch import Sources, source_of
from detector.service.storage.retention import RetainedUploads
from detector.service.storage.uploads import Uploads
from detector.service.workers.program import WorkerSetup
from detector.service.workers.registry_proxy import answering
from detector.wire import dumps, result_from_json, result_to_stored

_LOOK_S = 0.5  # between two looks for work that no bell announced
_BEAT_S = 2.0
_LONGEST_PAUSE_S = 30.0
_GIVE_UP_S = 5.0  # for a thread that is fetching, and ends with the service
_MAX_ATTEMPTS = 50
"""Times that a job may be begun, whatever ends the services that begin it."""


class Dropped(Exception):
    """Nobody wants the result any more."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a crew works with beside its workers."""

    jobs: JobQueue
    sources: Sources
    uploads: Uploads
    kept: RetainedUploads
    bell: Notifier
    meters: Metrics


@dataclass(slots=True)
class _Hold:
    """A job in hand. ``is_dropped`` once its lease is gone."""

    job: Job
    is_dropped: bool = False
    stages: dict[str, float] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ``Dropped`` when nobody wants the result any more."""
        if self.is_dropped:
            raise Dropped


class WorkerSupervisor:
    """All workers of this instance."""

    def __init__(self, setup: WorkerSetup, desk: Desk) -> None:
        """Nothing is started yet."""
        self.desk, self.setup = desk, setup
        self.settings = setup.settings.service
        self.program, self.answer = setup.program(), answering(setup.registry)
        self.is_stopping = threading.Event()
        self.members = [_Member(self, number) for number in range(self.settings.workers or cores())]
        self._held: dict[str, _Hold] = {}
        self._lock = threading.Lock()
        self.has_been_ready = False
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._is_over = threading.Event()

    def start(self) -> None:
        """Start the workers; they load their models meanwhile."""
        self._keeper.start()
        for member in self.members:
            member.start()

    @property
    def ready(self) -> int:
        """How many workers have loaded their models."""
        return sum(member.is_ready for member in self.members)

    def failure(self) -> DetectorError | None:
        """Why workers cannot be started, if they cannot."""
        return next((member.failure for member in self.members if member.failure), None)

    def stop_taking(self) -> None:
        """Begin no further job."""
        self.is_stopping.set()
        self.desk.bell.notify_work()

    def drain(self, within_s: float) -> None:
        """Begin no further job, let those in hand end within a time, give the others back."""
        self.stop_taking()
        until = time.monotonic() + within_s
        for member in self.members:
            member.join(max(0.0, until - time.monotonic()))
        with self._lock:
            held = list(self._held.values())
        for hold in held:
            hold.is_dropped = True
            with suppress(StoreError):  # then its lease runs out
                self.desk.jobs.release(hold.job)
                log("given back", scan=hold.job.id)
        for member in self.members:
            member.join(_GIVE_UP_S)
        self._is_over.set()
        self._keeper.join()

    def hold(self, job: Job) -> _Hold:
        """Keep the job's lease alive from now on."""
        hold = _Hold(job)
        with self._lock:
            self._held[job.id] = hold
        return hold

    def let_go(self, hold: _Hold) -> None:
        """Leave the job's lease alone."""
        with self._lock:
            self._held.pop(hold.job.id, None)

    def _keep(self) -> None:
        pause_s = min(_BEAT_S, self.settings.lease_s / 3)
        while not self._is_over.wait(pause_s):
            with self._lock:
                held = [hold for hold in self._held.values() if not hold.is_dropped]
            for hold in held:
                try:
                    hold.is_dropped |= not self.desk.jobs.renew(hold.job, self.settings.lease_s)
                except StoreError as error:  # the next beat may come in time
                    log_error("beat", error, scan=hold.job.id)
            try:
                self.desk.kept.prune_if_due()
            except StoreError as error:
                log_error("uploads not tidied", error)


class _Member(threading.Thread):
    """The thread of one worker."""

    def __init__(self, crew: WorkerSupervisor, number: int) -> None:
        super().__init__(name=f"worker-{number}", daemon=True)
        self._crew, self._desk = crew, crew.desk
        self._worker: SandboxProcess | None = None
        self._pause_s = 1.0
        self.is_ready = False
        self.failure: DetectorError | None = None

    def run(self) -> None:
        while not self._crew.is_stopping.is_set():
            try:
                self._turn()
            except StoreError as error:
                log_error("database", error)
                self._crew.is_stopping.wait(1)
            except Exception as bug:  # noqa: BLE001  (a worker's thread must not end before the service does)
                log_error("bug", bug)
                self._crew.is_stopping.wait(1)
        self._end_worker()

    def _turn(self) -> None:
        worker = self._worker or self._new_worker()
        if worker is None:
            return
        job = self._desk.jobs.lease(self._crew.settings.lease_s)
        if job is None:
            self._desk.bell.wait_for_work(_LOOK_S)
            return
        hold = self._crew.hold(job)
        try:
            self._attend(worker, hold)
        except Dropped:
            self._end_worker()
        except Exception:
            self._end_worker()  # it may be in the middle of something
            raise
        finally:
            self._crew.let_go(hold)
        if worker.tasks >= RECYCLE_AFTER:
            self._end_worker()

    def _new_worker(self) -> SandboxProcess | None:
        try:
            self._worker = worker = SandboxProcess(self._crew.program)
            is_closed = worker.wait_ready()
        except (DetectorError, Lost) as error:
            self._end_worker()
            self.failure = error if isinstance(error, DetectorError) else WorkerLost(error.reason)
            log_error("worker does not start", error)
            self._crew.is_stopping.wait(self._pause_s)
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            return None
        self.is_ready, self.failure, self._pause_s = True, None, 1.0
        self._crew.has_been_ready = True
        self._desk.meters.workers_ready.set(self._crew.ready)
        log("worker ready", pid=worker.pid, network="closed" if is_closed else "open")
        return worker

    def _end_worker(self) -> None:
        worker, self._worker, self.is_ready = self._worker, None, False
        if worker:
            worker.kill()
        self._desk.meters.workers_ready.set(self._crew.ready)

    def _attend(self, worker: SandboxProcess, hold: _Hold) -> None:
        job = hold.job
        if job.attempts > _MAX_ATTEMPTS:
            self._set_aside(hold, f"was begun {_MAX_ATTEMPTS} times and never ended")
            return
        hold.stages["wait"] = job.waited_ms / 1000
        try:
            result = self._result(worker, hold)
        except InputError as error:
            failure = Failure(type(error).__name__, error.message, error.hint)
            result = ScanFailure(job.episode, failure)
        except Lost as lost:
            self._end_worker()
            self._desk.meters.workers_lost.inc()
            log("worker lost", scan=job.id, reason=lost.reason, losses=job.losses + 1)
            if lost.is_final or job.losses + 1 >= self._crew.settings.tries:
                self._set_aside(hold, lost.reason)
            else:
                self._desk.jobs.release(job, lost.reason, 2.0**job.losses)
            return
        rules = () if isinstance(result, ScanFailure) else tuple(one.code for one in result.findings)
        self._end(hold, Completion("done", result.outcome, None, dumps(result_to_stored(result)), rules))

    def _result(self, worker: SandboxProcess, hold: _Hold) -> ScanResult | ScanFailure:
        job, begun = hold.job, time.perf_counter()
        with self._desk.sources.opened(source_of(job.source)) as file:
            hold.stages["fetch"] = time.perf_counter() - begun
            data = {"episode": episode_to_json(job.episode), "as_of": job.as_of}
            task, deadline_s = Message("task", data, file=file), self._crew.setup.settings.worker.deadline_s
            told = worker.run(task, deadline_s, hold.check, self._crew.answer).data
        try:
            hold.stages |= {stage: float(told["seconds"][stage]) for stage in ("scan", "evidence")}
            return replace(result_from_json(told["result"]), episode=job.episode)
        except (DetectorError, LookupError, TypeError, ValueError, AttributeError):
            raise Lost("gave no result") from None

    def _set_aside(self, hold: _Hold, reason: str) -> None:
        episode = hold.job.episode
        error = WorkerLost(
            f"{episode.video}: the process that scanned it {reason}", "the file may be damaged or hostile"
        )
        result = ScanFailure(episode, Failure(type(error).__name__, error.message, error.hint))
        self._end(hold, Completion("set-aside", "error", reason, dumps(result_to_stored(result))))

    def _end(self, hold: _Hold, ending: Completion) -> None:
        while True:
            hold.check()
            try:
                is_ours = self._desk.jobs.complete(hold.job, ending)
                break
            except StoreError as error:  # the verdict is kept until the lease is gone
                log_error("verdict not written yet", error, scan=hold.job.id)
                time.sleep(_LOOK_S)
        if not is_ours:
            raise Dropped
        source = source_of(hold.job.source)
        if source.kind == "upload" and self._desk.kept.should_retain(ending.outcome):
            self._desk.kept.retain(self._desk.uploads.folder / source.place, hold.job.id)
        self._desk.uploads.delete(source)
        self._desk.bell.notify_ended(hold.job.id)
        self._desk.meters.scans.labels(ending.outcome).inc()
        for stage, seconds in hold.stages.items():
            self._desk.meters.stage_seconds.labels(stage).observe(seconds)
        rounded = {stage: round(seconds, 4) for stage, seconds in hold.stages.items()}
        log("scan ended", scan=hold.job.id, state=ending.state, outcome=ending.outcome, seconds=rounded)
