"""Wakes threads and requests of this process that wait for a change in the database.

Optional wake-up; polling works without it. Other instances are not notified.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable


class Notifier:
    """Notified from any thread; waited for by worker threads and by requests for a result."""

    def __init__(self) -> None:
        self._work = threading.Condition()
        self._lock = threading.Lock()
        self._waiters: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None

    def notify_work(self) -> None:
        """There may be a job to start, or a webhook to send."""
        with self._work:
            self._work.notify_all()

    def wait_for_work(self, timeout_s: float) -> None:
        """Return when there may be work, or after ``timeout_s``."""
        with self._work:
            self._work.wait(timeout_s)

    def notify_ended(self, job_id: str) -> None:
        """A job has ended."""
        with self._lock:
            self._wake(self._waiters.get(job_id, ()))
        self.notify_work()

    async def wait_for_end(self, job_id: str, timeout_s: float) -> None:
        """Return when a job has ended in this process, or after ``timeout_s``."""
        event = asyncio.Event()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            self._waiters[job_id].add(event)
        try:
            async with asyncio.timeout(timeout_s):
                await event.wait()
        except TimeoutError:
            return
        finally:
            with self._lock:
                self._waiters[job_id].discard(event)
                if not self._waiters[job_id]:
                    del self._waiters[job_id]

    def wake_all(self) -> None:
        """Wake everything that waits: the service is shutting down."""
        with self._lock:
            self._wake(event for events in self._waiters.values() for event in events)
        self.notify_work()

    def _wake(self, events: Iterable[asyncio.Event]) -> None:
        for event in events:
            if self._loop:
                self._loop.call_soon_threadsafe(event.set)
