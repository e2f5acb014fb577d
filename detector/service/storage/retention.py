"""Uploads that a reviewer is still to look at, in a folder that all instances share.

An upload is gone once its scan has ended, unless a person should see it: then it is kept under the scan's id
until its case is decided, and its time for undoing is over. The oldest go first where they become too many.
"""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from detector.errors import InputNotFound
from detector.service.sources.fetch import open_within
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE
from detector.settings.service import ServiceSettings

_TIDY_S = 15.0
_GROWN = 0.05
"""Share of the limit after which it is looked at again, whatever the time."""

_CHUNK = 500
_NAME = re.compile("[0-9a-f]{32}")


class RetainedUploads:
    """The folder; safe for many threads and instances."""

    def __init__(self, folder: Path, store: Store, settings: ServiceSettings) -> None:
        """``folder`` is made once there is something to keep."""
        self._folder, self._store, self._settings = folder, store, settings
        self._limit = settings.desk_uploads_mb << 20
        self._lock = threading.Lock()
        self._grown, self._next_s = 0, 0.0

    def wants(self, outcome: str | None) -> bool:
        """Whether uploads whose scans end so are kept: those of which there are pictures."""
        kept = {"none": (), "review": ("undecided", "fail"), "all": ("undecided", "fail", "pass")}
        return bool(self._limit) and outcome in kept[self._settings.evidence]

    def take(self, upload: Path, job: str) -> None:
        """Keep an upload whose scan has ended; where that cannot be, it is left where it is."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place = self._folder / job
            upload.replace(place)
            with self._lock:
                self._grown += place.stat().st_size

    @contextmanager
    def opened(self, job: str) -> Iterator[int]:
        """The descriptor of the open upload of a scan. Raises ``InputNotFound`` for one that is not kept."""
        try:
            file = open_within(self._folder, Path(job))
        except InputNotFound:
            hint = "uploads are kept until their cases are decided; see the setting service.desk_uploads_mb"
            raise InputNotFound("the upload is not kept (any more)", hint) from None
        try:
            yield file
        finally:
            os.close(file)

    def tidy_if_due(self) -> None:
        """Delete what need not be kept, now and then, sooner if much has come. Raises ``StoreError``."""
        with self._lock:
            if time.monotonic() < self._next_s and self._grown <= _GROWN * self._limit:
                return
            self._next_s, self._grown = time.monotonic() + _TIDY_S, 0
        self.tidy()

    def tidy(self) -> None:
        """Delete what is decided, and the oldest beyond the limit. Raises ``StoreError``."""
        files = []
        with suppress(OSError):  # no folder yet; or another instance tidies too, and the next time will do
            found = [file for file in self._folder.iterdir() if _NAME.fullmatch(file.name)]
            files = sorted(((file.stat(), file) for file in found), key=lambda one: -one[0].st_mtime_ns)
        wanted, total = self._wanted([file.name for _, file in files]), 0
        for told, file in files:  # the newest first
            total += told.st_size
            if total > self._limit or file.name not in wanted:
                total -= told.st_size
                with suppress(OSError):
                    file.unlink(missing_ok=True)

    def _wanted(self, jobs: list[str]) -> set[str]:
        """Those of which the case is open, or may be opened again."""
        wanted: set[str] = set()
        matters = CASE.c.is_open | (CASE.c.lease_until_ms > self._store.now())
        for first in range(0, len(jobs), _CHUNK):
            query = sa.select(CASE.c.job).where(CASE.c.job.in_(jobs[first : first + _CHUNK]), matters)
            with self._store.reading() as connection:
                wanted.update(connection.execute(query).scalars())
        return wanted
