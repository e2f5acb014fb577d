"""An audit's folder at a URL: worked on in a folder of this machine, copied to the URL at checkpoints.

One machine at a time works there. A later run on another one goes on from the copy of the ledger, and so does
this machine where another has written since.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from detector.auditor.fsspec_files import explained, file_system
from detector.auditor.ledger_file import FILE, open_base
from detector.errors import LedgerUnusable
from detector.video.remote_io import is_remote

_CHECKPOINT_S = 300
"""Seconds between copies of the ledger: what a lost machine costs at most."""
_REST = 20
"""Of a ledger that takes long to copy they are so many times as long, so that copying takes 5 % at most."""
_NOTE = ".copied"
_PICTURES = "evidence"
_WRITTEN_ANEW = ("results.parquet", "report_files")
"""Folders of parts that every run writes from the start: it may have fewer of them than the one before."""


class RemoteFolder:
    """A folder at a URL and its ``local`` counterpart, which has the state that is newest."""

    def __init__(self, url: str, *, resume: bool = True) -> None:
        """Fetches the ledger where this machine has none, or an older one than is at the URL.

        Raises ``InputError``, and ``LedgerUnusable`` where an audit is running there on this machine.
        """
        self.url = url.rstrip("/")
        name = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.local = user_cache_path("detector") / "audits" / name
        self.local.mkdir(parents=True, exist_ok=True)
        self._system, self._path = file_system(self.url)
        self._next_copy_at = time.monotonic() + _CHECKPOINT_S
        tag = self._tag()
        if tag == self._noted():
            return
        if resume and tag:
            self._fetch()
        self._note(tag)

    def checkpoint(self, base: sqlite3.Connection, *, at_once: bool = False) -> None:
        """Copy the ledger to the URL, if the last time is long ago.

        Raises ``LedgerUnusable`` where another machine has written there meanwhile.
        """
        began = time.monotonic()
        if not at_once and began < self._next_copy_at:
            return
        copy = self.local / f".{FILE}.copy"
        with closing(sqlite3.connect(copy)) as target:
            base.backup(target)
        self._put_ledger(copy)
        copy.unlink()
        ended = time.monotonic()
        self._next_copy_at = ended + max(_CHECKPOINT_S, _REST * (ended - began))

    def put_all(self) -> None:
        """Copy all files of the folder to the URL, the ledger last. Raises as :meth:`checkpoint`."""
        self._check_own()
        there = self._names_in(_PICTURES)  # named by content, so that none has to be sent twice
        for file in sorted(self.local.rglob("*")):
            inside = file.relative_to(self.local)
            is_there = inside.parent.name == _PICTURES and file.name in there
            if file.is_file() and not _is_half(file) and file.name != FILE and not is_there:
                with explained(self.url):
                    self._system.put_file(str(file), f"{self._path}/{inside.as_posix()}")
        for folder in _WRITTEN_ANEW:
            self._remove_old(folder)
        self._put_ledger(self.local / FILE)

    def _put_ledger(self, file: Path) -> None:
        self._check_own()
        with explained(self.url):
            self._system.put_file(str(file), f"{self._path}/{FILE}")
        self._note(self._tag())

    def _remove_old(self, folder: str) -> None:
        """Remove what an earlier run has written into a folder of parts, and this one has not."""
        if not (self.local / folder).exists():
            return
        for name in self._names_in(folder) - {file.name for file in (self.local / folder).iterdir()}:
            with explained(self.url):
                self._system.rm_file(f"{self._path}/{folder}/{name}")

    def _names_in(self, folder: str) -> set[str]:
        with explained(self.url):
            try:
                return {Path(name).name for name in self._system.ls(f"{self._path}/{folder}", detail=False)}
            except FileNotFoundError:
                return set()

    def _check_own(self) -> None:
        if self._tag() != self._noted():
            message = f"{self.url}: another machine has written its ledger there since this audit began"
            hint = "let one machine work there at a time; the next run goes on from what is there"
            raise LedgerUnusable(message, hint)

    def _fetch(self) -> None:
        if (self.local / FILE).exists():
            with open_base(self.local):  # nobody is at it
                pass
            for part in self.local.glob(f"{FILE}*"):
                part.replace(part.with_name(f".{part.name}.before"))
        half = self.local / f".{FILE}.half"
        with explained(self.url):
            self._system.get_file(f"{self._path}/{FILE}", str(half))
        half.replace(self.local / FILE)

    def _tag(self) -> str:
        """What changes when the ledger at the URL is written; empty where there is none."""
        with explained(self.url):
            try:
                told = self._system.info(f"{self._path}/{FILE}")
            except FileNotFoundError:
                return ""
        tags = (told.get(name) for name in ("ETag", "etag", "LastModified", "mtime", "updated", "created"))
        return f"{told.get('size')} {next(filter(None, tags), '')}"

    def _noted(self) -> str:
        """The tag of what this machine has last copied from there or to there."""
        note = self.local / _NOTE
        return note.read_text("utf-8") if note.exists() else ""

    def _note(self, tag: str) -> None:
        (self.local / _NOTE).write_text(tag, "utf-8")


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
