"""Uploads retained for review, in a folder shared by all instances.

An upload is deleted once its scan has ended, unless a reviewer should see it: then it is moved here, under
the scan's id, until its case is decided and the decision can no longer be undone. The oldest go first where
they exceed the limit.
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

_PRUNE_INTERVAL_S = 15.0
_PRUNE_GROWTH = 0.05
"""Share of the limit: after so many new bytes files are pruned at once, not at the next interval."""

_QUERY_CHUNK = 500
_JOB_ID = re.compile("[0-9a-f]{32}")


class RetainedUploads:
    """The folder; safe for many threads and instances."""

    def __init__(self, folder: Path, store: Store, settings: ServiceSettings) -> None:
        """``folder`` is created with the first file."""
        self._folder, self._store, self._settings = folder, store, settings
        self._limit_bytes = settings.desk_uploads_mb << 20
        self._lock = threading.Lock()
        self._new_bytes, self._next_prune_s = 0, 0.0

    def should_retain(self, outcome: str | None) -> bool:
        """Whether uploads of scans with this outcome are retained: those of which pictures are kept."""
        outcomes = {"none": (), "review": ("undecided", "fail"), "all": ("undecided", "fail", "pass")}
        return bool(self._limit_bytes) and outcome in outcomes[self._settings.evidence]

    def retain(self, upload: Path, job: str) -> None:
        """Move the upload of an ended scan here; where that fails, it stays where it is."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / job
            upload.replace(path)
            with self._lock:
                self._new_bytes += path.stat().st_size

    @contextmanager
    def opened(self, job: str) -> Iterator[int]:
        """The file descriptor of a scan's upload. Raises ``InputNotFound`` if it is not retained."""
        try:
            file = open_within(self._folder, Path(job))
        except InputNotFound:
            hint = "uploads are kept until their case is decided; see the setting service.desk_uploads_mb"
            raise InputNotFound("the upload is not kept (any more)", hint) from None
        try:
            yield file
        finally:
            os.close(file)

    def prune_if_due(self) -> None:
        """Prune every 15 s, or sooner after many new uploads. Raises ``StoreError``."""
        with self._lock:
            has_grown = self._new_bytes > _PRUNE_GROWTH * self._limit_bytes
            if time.monotonic() < self._next_prune_s and not has_grown:
                return
            self._next_prune_s, self._new_bytes = time.monotonic() + _PRUNE_INTERVAL_S, 0
        self.prune()

    def prune(self) -> None:
        """Delete uploads of decided cases, and the oldest above the limit. Raises ``StoreError``."""
        files = []
        with suppress(OSError):  # no folder yet; or another instance prunes too, and the next time will do
            found = [file for file in self._folder.iterdir() if _JOB_ID.fullmatch(file.name)]
            files = sorted(((file.stat(), file) for file in found), key=lambda one: -one[0].st_mtime_ns)
        needed, total = self._needed([file.name for _, file in files]), 0
        for stat, file in files:  # the newest first
            if file.name in needed and total + stat.st_size <= self._limit_bytes:
                total += stat.st_size
                continue
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def _needed(self, jobs: list[str]) -> set[str]:
        """Those whose case is open, or can be reopened by an undo."""
        needed: set[str] = set()
        may_be_shown = CASE.c.is_open | (CASE.c.lease_until_ms > self._store.now())
        for first in range(0, len(jobs), _QUERY_CHUNK):
            query = sa.select(CASE.c.job).where(
                CASE.c.job.in_(jobs[first : first + _QUERY_CHUNK]), may_be_shown
            )
            with self._store.reading() as connection:
                needed.update(connection.execute(query).scalars())
        return needed
