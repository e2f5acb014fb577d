"""The ledger's file: its tables, who may open it, and what is no ledger."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from detector.errors import LedgerUnusable, NewerSchema, OutputNotWritable

FILE = "ledger.sqlite"
_APPLICATION = 0x4D44_4C32
"""What SQLite keeps in the file's header to tell whose it is."""
_VERSION = 2
_CACHE = "cache_size = -65536"  # 64 MiB of pages

_TABLES = """
CREATE TABLE row(place INTEGER PRIMARY KEY, line INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  episode TEXT NOT NULL, failure TEXT, notes TEXT, own TEXT, result INTEGER, drama TEXT, name TEXT,
  platform TEXT);
CREATE INDEX row_of_drama ON row(drama, place);
CREATE INDEX row_of_name ON row(name, place);
CREATE TABLE across(place INTEGER PRIMARY KEY, findings TEXT NOT NULL);
CREATE TABLE seen(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, body BLOB NOT NULL,
  frames INTEGER NOT NULL, texts INTEGER NOT NULL, long_ms INTEGER NOT NULL, seconds REAL NOT NULL,
  pictured INTEGER NOT NULL);
CREATE TABLE result(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, judged BLOB NOT NULL, seen INTEGER,
  error TEXT NOT NULL, attention INTEGER NOT NULL, pictured INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE file(video TEXT PRIMARY KEY, stamp TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL)
  WITHOUT ROWID;
CREATE INDEX file_of_size ON file(size);
CREATE TABLE marker(result INTEGER NOT NULL, same TEXT NOT NULL, number TEXT NOT NULL, issuer TEXT,
  kind TEXT NOT NULL, year INTEGER, serial TEXT NOT NULL, confidence REAL NOT NULL);
CREATE INDEX marker_of ON marker(result);
CREATE TABLE note(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
"""


@contextmanager
def open_base(folder: Path) -> Iterator[sqlite3.Connection]:
    """The ledger's database in a folder, made if absent, locked for other processes.

    Raises ``LedgerUnusable`` for one that is locked, damaged, of an earlier version or no ledger,
    ``NewerSchema``, ``OutputNotWritable``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(folder / FILE, timeout=1, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise OutputNotWritable(f"{folder}: {error}", "give --out a folder that you may write to") from None
    with closing(base), _explained(folder / FILE):
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        is_new = _check(base, folder / FILE)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", _CACHE):
            base.execute(f"PRAGMA {pragma}")
        base.execute("BEGIN IMMEDIATE")
        if is_new:
            for statement in filter(str.strip, _TABLES.split(";")):
                base.execute(statement)
            base.execute(f"PRAGMA application_id = {_APPLICATION}")
            base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("COMMIT")
        yield base


@contextmanager
def copied_aside(folder: Path) -> Iterator[Path]:
    """A folder for a while, with a copy of the ledger in ``folder`` if there is one."""
    with TemporaryDirectory(prefix="detector-plan-") as aside:
        for part in folder.glob(FILE + "*"):  # a killed run leaves several
            shutil.copy(part, aside)
        yield Path(aside)


def _check(base: sqlite3.Connection, file: Path) -> bool:
    """Whether it is empty. Raises for what is no ledger that can be used."""
    (version,) = base.execute("PRAGMA user_version").fetchone()
    (application,) = base.execute("PRAGMA application_id").fetchone()
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables and not version:
        return True
    if application != _APPLICATION:
        if {"row", "result", "across"} <= tables and version == 1:
            message = f"{file} was written by an earlier version, which did not keep what was seen apart"
            raise LedgerUnusable(message, "move it away; the audit then starts from the beginning")
        message = f"{file} is a database of another program, no ledger"
        raise LedgerUnusable(message, "give --out a folder of its own")
    if version > _VERSION:
        raise NewerSchema(f"{file} was written by a newer version", "install that version")
    return False


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        is_locked = "lock" in str(error)
        hint = (
            "another audit may be running there" if is_locked else "may it be written to, and is there space?"
        )
        raise LedgerUnusable(f"{file}: {error}", hint) from None
    except sqlite3.DatabaseError as error:
        hint = "move it away; the audit then starts from the beginning"
        raise LedgerUnusable(f"{file}: {error}", hint) from None
