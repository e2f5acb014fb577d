"""Removing scans with all that belongs to them, and what has been kept for longer than the settings say.

The audit log is append-only: its entries of a removed scan stay, without the scan's result.
"""

import json
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from detector.errors import StateConflict
from detector.evidence import KeptPicture, kept_pictures
from detector.records import ScanResult
from detector.service.storage.database import Store
from detector.service.storage.schema import (
    BATCH,
    CASE,
    CASE_RULE,
    DELIVERY,
    ENDED,
    JOB,
    JOB_RULE,
    KEY,
    SCAN_DECISION,
    TRAINING_ANSWER,
    TRAINING_CASE,
)
from detector.settings.service import ServiceSettings
from detector.wire import result_from_json

_CHUNK = 200
_DAY_S = 86_400
_PURGE_LOCK = 6_283_185_312
"""Key of the turn (:meth:`Store.take_turn`) of instances that purge."""

_DIGITS = 32  # of a video's sha256 in the name of the folder with what the desk rendered of it


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """Folders of the service: pictures, uploads kept for review, and what the desk rendered of videos."""

    evidence: Path
    kept_uploads: Path
    rendered: Path


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed. ``undecided`` of the scans had no decision."""

    scans: int = 0
    undecided: int = 0
    pictures: int = 0
    uploads: int = 0
    deliveries: int = 0


class Removal:
    """Removes scans from the database, and files."""

    def __init__(self, store: Store, files: StoredFiles, settings: ServiceSettings) -> None:
        """``settings`` say how long what is kept."""
        self._store, self._files, self._settings = store, files, settings

    def delete(self, scan: Mapping[str, Any]) -> None:
        """Delete a scan that has ended, by its row. Raises ``StateConflict`` for one that has not."""
        with self._store.writing(durable=True) as connection:
            if not _delete_scans(connection, [scan]):
                raise StateConflict("the scan has not ended", "cancel it first")
        pictures = _pictures_of(scan)
        shared = [JOB.c.result.contains(picture.frame, autoescape=True) for picture in pictures]
        with self._store.reading() as connection:
            others = connection.execute(sa.select(JOB.c.result).where(sa.or_(sa.false(), *shared)))
            needed = "".join(str(result) for result in others.scalars())
        for picture in pictures:
            if picture.frame not in needed:  # equal pictures of two scans are one file
                for name in filter(None, (picture.frame, picture.crop)):
                    (self._files.evidence / name).unlink(missing_ok=True)
        (self._files.kept_uploads / scan["id"]).unlink(missing_ok=True)
        result = result_from_json(json.loads(scan["result"])) if scan["result"] else None
        if isinstance(result, ScanResult):
            shutil.rmtree(self._files.rendered / result.opening.video_sha256[:_DIGITS], ignore_errors=True)

    def purge(self) -> Purged:
        """Remove all that is older than the settings say. Raises ``StoreError``."""
        keep = self._settings
        scans, undecided = self._purge_scans(keep.keep_results_days) if keep.keep_results_days else (0, 0)
        # Pictures and uploads of a scan that is gone are older than any that still is: files are as old as
        # the last scan that they belong to.
        pictures_days = _shorter(keep.keep_evidence_days, keep.keep_results_days)
        uploads_days = _shorter(keep.keep_uploads_days, keep.keep_results_days)
        _purge_folder(self._files.rendered, pictures_days)
        return Purged(
            scans=scans,
            undecided=undecided,
            pictures=_purge_folder(self._files.evidence, pictures_days),
            uploads=_purge_folder(self._files.kept_uploads, uploads_days),
            deliveries=self._purge_deliveries(keep.keep_deliveries_days),
        )

    def _purge_scans(self, days: int) -> tuple[int, int]:
        scans = undecided = 0
        query = sa.select(JOB, SCAN_DECISION.c.action.label("action")).outerjoin(
            SCAN_DECISION, SCAN_DECISION.c.seq == JOB.c.seq
        )
        while True:
            with self._store.writing() as connection:
                expired = JOB.c.ended_ms < self._store.now_ms(connection) - days * _DAY_S * 1000
                self._store.take_turn(connection, _PURGE_LOCK)
                found = [
                    dict(row) for row in connection.execute(query.where(expired).limit(_CHUNK)).mappings()
                ]
                _delete_scans(connection, found)
            scans += len(found)
            undecided += sum(row["action"] is None for row in found)
            if len(found) < _CHUNK:
                return scans, undecided

    def _purge_deliveries(self, days: int) -> int:
        if not days:
            return 0
        with self._store.writing() as connection:
            expired = DELIVERY.c.ended_ms < self._store.now_ms(connection) - days * _DAY_S * 1000
            return connection.execute(sa.delete(DELIVERY).where(expired)).rowcount


def _delete_scans(connection: sa.Connection, scans: Sequence[Mapping[str, Any]]) -> int:
    """Delete ended scans; how many there were. The case goes first: whoever decides on it holds its row."""
    ids, seqs = [scan["id"] for scan in scans], [scan["seq"] for scan in scans]
    connection.execute(sa.delete(CASE).where(CASE.c.job.in_(ids)))
    ended = sa.delete(JOB).where(JOB.c.id.in_(ids), JOB.c.state.in_(ENDED))
    count = connection.execute(ended).rowcount
    for table in (CASE_RULE, JOB_RULE, SCAN_DECISION):
        connection.execute(sa.delete(table).where(table.c.seq.in_(seqs)))
    for table in (DELIVERY, TRAINING_CASE, TRAINING_ANSWER):
        connection.execute(sa.delete(table).where(table.c.job.in_(ids)))
    connection.execute(sa.delete(KEY).where(KEY.c.made.in_(ids)))
    _leave_batches(connection, {scan["batch"] for scan in scans if scan["batch"]})
    return count


def _leave_batches(connection: sa.Connection, batches: Iterable[str]) -> None:
    """Count the scans of batches anew, and delete those without any."""
    touched = BATCH.c.id.in_(list(batches))
    left = sa.select(sa.func.count()).select_from(JOB).where(JOB.c.batch == BATCH.c.id).scalar_subquery()
    connection.execute(sa.update(BATCH).where(touched).values(scans=left))
    gone = sa.delete(BATCH).where(touched, BATCH.c.scans == 0).returning(BATCH.c.id)
    ids = connection.execute(gone).scalars().all()
    connection.execute(sa.delete(KEY).where(KEY.c.made.in_(ids)))


def _pictures_of(scan: Mapping[str, Any]) -> list[KeptPicture]:
    return kept_pictures(result_from_json(json.loads(scan["result"]))) if scan["result"] else []


def _shorter(*days: int) -> int:
    """The shortest of some durations, where 0 is for ever."""
    return min(filter(None, days), default=0)


def _purge_folder(folder: Path, days: int) -> int:
    """Delete files and folders in a folder that are older than so many days, 0: none; how many."""
    if not days:
        return 0
    count, oldest = 0, time.time() - days * _DAY_S
    with suppress(FileNotFoundError):  # nothing was kept yet
        for path in folder.iterdir():
            with suppress(OSError):  # another instance purges too
                if path.stat().st_mtime < oldest:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    count += 1
    return count
