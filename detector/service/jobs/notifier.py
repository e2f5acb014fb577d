"""Who waits in this process for something to happen in the database.

A ring saves the time until the next look; it is never needed: other instances ring bells of their own.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable


class Notifier:
    """Rung from any thread; heard by threads that want work and by requests that wait for a result."""

    def __init__(self) -> None:
        self._work = threading.Condition()
        self._lock = threading.Lock()
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None

    def work(self) -> None:
        """There may be a job to begin, or a webhook to send."""
        with self._work:
            self._work.notify_all()

    def wait_work(self, within_s: float) -> None:
        """Return when there may be work, or the time is over."""
        with self._work:
            self._work.wait(within_s)

    def ended(self, job_id: str) -> None:
        """A job has ended."""
        with self._lock:
            events, loop = tuple(self._waiting.get(job_id, ())), self._loop
        _set(events, loop)
        self.work()

    async def wait_ended(self, job_id: str, within_s: float) -> None:
        """Return when a job has ended, as far as this process knows, or the time is over."""
        event = asyncio.Event()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            self._waiting[job_id].add(event)
        try:
            async with asyncio.timeout(within_s):
                await event.wait()
        except TimeoutError:
            return
        finally:
            with self._lock:
                self._waiting[job_id].discard(event)
                if not self._waiting[job_id]:
                    del self._waiting[job_id]

    def all_ended(self) -> None:
        """Nobody needs to wait any longer: the service is about to end."""
        with self._lock:
            events, loop = [event for events in self._waiting.values() for event in events], self._loop
        _set(events, loop)
        self.work()


def _set(events: Iterable[asyncio.Event], loop: asyncio.AbstractEventLoop | None) -> None:
    for event in events:
        if loop:
            loop.call_soon_threadsafe(event.set)
