"""Several sandboxed processes for many tasks: each is replaced once it is lost, or after many tasks."""

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from typing import Any

from detector.errors import DetectorError, SetupError
from detector.sandbox.channel import Message
from detector.sandbox.process import START_S, Lost, Program, SandboxProcess

RECYCLE_AFTER = 1_000
"""Tasks after which a process is replaced, so that no leak of a codec can add up."""

_STARTS = 5  # of a process that ends before it is ready, before that counts as a broken machine
_TRIES = 3  # of a task whose process ended before it began, which says nothing of the task
_JOIN_S = 5


@dataclass(frozen=True, slots=True)
class _Task:
    message: Message
    future: "Future[Message]"


class SandboxPool:
    """``workers`` processes that run tasks; use as a context manager. Used by one thread.

    A task has ``deadline_s`` seconds. Its future raises ``Lost`` where that was not enough or its process
    ended, the ``InputError`` that it met, and ``SetupError`` or another ``DetectorError`` where no process
    can be started.
    """

    def __init__(self, program: Program, workers: int, deadline_s: float) -> None:
        """Nothing is started before the first task comes."""
        self.program, self.deadline_s = program, deadline_s
        self.tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self.has_ended = False
        self._workers = workers
        self._threads: list[_Worker] = []
        self._processes: set[SandboxProcess] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> "SandboxPool":
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes, whatever they are at; tasks that were not begun are cancelled."""
        with self._lock:
            self.has_ended = True
            for process in self._processes:
                process.signal_kill()
        for _worker in range(self._workers):
            self.tasks.put(None)
        for thread in self._threads:
            thread.join(_JOIN_S)

    def submit(self, data: dict[str, Any]) -> "Future[Message]":
        """Let a process do a task; what it says when it is done."""
        task = _Task(Message("task", data), Future())
        self.tasks.put(task)
        if len(self._threads) < self._workers:
            thread = _Worker(self)
            thread.start()
            self._threads.append(thread)
        return task.future

    def start(self) -> SandboxProcess:
        """A new process, which is not ready yet. Raises ``Lost`` once the pool has ended."""
        with self._lock:
            if self.has_ended:
                raise Lost("its pool has ended")
            process = SandboxProcess(self.program)
            self._processes.add(process)
        return process

    def end(self, process: SandboxProcess) -> None:
        """End a process."""
        with self._lock:
            self._processes.discard(process)
        process.kill()


class _Worker(threading.Thread):
    """The thread of one process after the other: a process ends with the thread that started it."""

    def __init__(self, pool: SandboxPool) -> None:
        super().__init__(name="sandbox", daemon=True)
        self._pool = pool
        self._process: SandboxProcess | None = None

    def run(self) -> None:
        """Bring tasks to the process until the pool ends."""
        while (task := self._pool.tasks.get()) is not None:
            if self._pool.has_ended:
                task.future.cancel()
                continue
            try:
                task.future.set_result(self._done(task.message))
            except Exception as error:  # noqa: BLE001  (it is raised where the result is asked for)
                task.future.set_exception(error)
        self._end_process()

    def _done(self, task: Message) -> Message:
        for tries in count(1):
            process = self._process or self._ready_process()
            try:
                result = process.run(task, self._pool.deadline_s)
            except Lost as lost:
                self._end_process()
                if lost.has_begun or lost.is_final or tries == _TRIES:
                    raise
            else:
                break
        if process.tasks >= RECYCLE_AFTER:
            self._end_process()
        return result

    def _ready_process(self) -> SandboxProcess:
        """A new process. Raises the ``DetectorError`` that hinders its start."""
        for tries in count(1):
            self._process = process = self._pool.start()
            try:
                process.wait_ready(max(START_S, self._pool.deadline_s))
            except Lost as lost:
                self._end_process()
                if lost.is_final or tries == _STARTS:
                    hint = "has this machine memory enough? the setting worker.memory_mb is a worker's limit"
                    raise SetupError(f"no worker process can be started: it {lost.reason}", hint) from None
            except DetectorError:
                self._end_process()
                raise
            else:
                break
        return process

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process:
            self._pool.end(process)
