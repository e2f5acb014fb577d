"""An audit's folder at a URL: worked on in a folder of this machine, copied to the URL at checkpoints."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from detector.auditor.fsspec_files import explained, file_system
from detector.auditor.ledger_file import FILE
from detector.video.remote_io import is_remote

_CHECKPOINT_S = 300
"""Seconds between copies of the ledger: what a lost machine costs at most."""


class RemoteFolder:
    """A folder at a URL and its ``local`` counterpart, which has the state that is newest."""

    def __init__(self, url: str, *, resume: bool = True) -> None:
        """Fetches the ledger where this machine has none. Raises ``InputError``."""
        self.url = url.rstrip("/")
        name = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.local = user_cache_path("detector") / "audits" / name
        self.local.mkdir(parents=True, exist_ok=True)
        self._system, self._path = file_system(self.url)
        self._copied_at = time.monotonic()
        ledger = f"{self._path}/{FILE}"
        with explained(self.url):
            if resume and not (self.local / FILE).exists() and self._system.exists(ledger):
                self._system.get_file(ledger, str(self.local / FILE))

    def checkpoint(self, base: sqlite3.Connection, *, at_once: bool = False) -> None:
        """Copy the ledger to the URL, if the last time is long ago."""
        if not at_once and time.monotonic() - self._copied_at < _CHECKPOINT_S:
            return
        copy = self.local / f".{FILE}.copy"
        with closing(sqlite3.connect(copy)) as target:
            base.backup(target)
        with explained(self.url):
            self._system.put_file(str(copy), f"{self._path}/{FILE}")
        copy.unlink()
        self._copied_at = time.monotonic()

    def put_all(self) -> None:
        """Copy all files of the folder to the URL, the ledger last. Raises ``InputError``."""
        files = [file for file in sorted(self.local.rglob("*")) if file.is_file() and not _is_half(file)]
        for file in sorted(files, key=lambda one: one.name == FILE):
            with explained(self.url):
                self._system.put_file(str(file), f"{self._path}/{file.relative_to(self.local).as_posix()}")


def _is_half(file: Path) -> bool:
    return file.name.startswith(".") or file.name.endswith(("-wal", "-shm"))


@contextmanager
def working_folder(
    out: str, *, resume: bool = True, is_plan: bool = False
) -> Iterator[tuple[Path, RemoteFolder | None]]:
    """The folder of this machine in which an audit works: ``out`` itself, or that for a URL."""
    if not is_remote(out):
        yield Path(out), None
        return
    remote = RemoteFolder(out, resume=resume or is_plan)
    yield remote.local, remote


def move(folder: Path, url: str) -> None:
    """Move the files in a folder to a URL. Raises ``InputError``."""
    system, path = file_system(url)
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        with explained(url):
            system.put_file(str(file), f"{path}/{file.name}")
        file.unlink()
