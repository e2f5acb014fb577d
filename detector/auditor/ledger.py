"""What an audit has done so far, in one SQLite file; a killed process loses only what was in progress.

A result is found by its *key*: a digest of the video's content, the facts, the recipe with the registry's
state, and the day. Rows of the catalogue point to results, so an equal row of a later run finds its own.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from detector.auditor.catalogue import CatalogueRow, failure_of
from detector.errors import BadRow, LedgerUnusable, NewerSchema, OutputNotWritable
from detector.law.catalogue_context import drama_of, number_key
from detector.records import Episode, Failure, Recipe, ScanFailure, ScanResult
from detector.wire import dumps, result_to_stored

FILE = "ledger.sqlite"
_VERSION = 1
_PAGE = 500  # rows that are read at a time
_CACHE = "cache_size = -65536"  # 64 MiB of pages

_SCHEMA = """
CREATE TABLE result(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, error TEXT NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE file(video TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE marker(result INTEGER NOT NULL, same TEXT NOT NULL, number TEXT NOT NULL, issuer TEXT,
  kind TEXT NOT NULL, year INTEGER, serial TEXT NOT NULL, confidence REAL NOT NULL);
CREATE INDEX marker_of ON marker(result);
CREATE TABLE row(place INTEGER PRIMARY KEY, line INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  episode TEXT NOT NULL, failure TEXT, result INTEGER, drama TEXT, name TEXT, platform TEXT);
CREATE INDEX row_of_drama ON row(drama, place);
CREATE INDEX row_of_name ON row(name, place);
CREATE TABLE across(place INTEGER PRIMARY KEY, findings TEXT NOT NULL);
CREATE TABLE note(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class PendingRow(NamedTuple):
    """A row of the catalogue that has no result yet."""

    place: int
    episode: Episode


class StoredRow(NamedTuple):
    """A row and its result as JSON, ``None`` for one that was not scanned yet.

    ``place`` counts the rows from 1, ``line`` is that of the catalogue. ``failure``: why the row is no
    episode. ``catalogue_findings``: the findings from the comparison with other rows, as JSON.
    """

    place: int
    line: int
    episode: Episode
    failure: Failure | None
    result: dict[str, Any] | None
    catalogue_findings: str | None


class RunInputs(NamedTuple):
    """What all results of a run depend on. ``pictured``: whether pictures are saved."""

    recipe: Recipe
    as_of: date
    pictured: bool


def result_key(content: str, episode: Episode, inputs: RunInputs) -> bytes:
    """A digest of all that a result depends on: content (a digest), facts and inputs, but no name or path."""
    facts = {name: value for name, value in asdict(episode).items() if name not in ("id", "video")}
    text = json.dumps([content, facts, asdict(inputs.recipe), *inputs[1:]], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()[:16]


@contextmanager
def open_ledger(folder: Path) -> Iterator["Ledger"]:
    """The ledger in a folder, made if absent, locked for other processes.

    Raises ``LedgerUnusable`` or ``OutputNotWritable``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(folder / FILE, timeout=1, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise OutputNotWritable(f"{folder}: {error}", "give --out a folder that you may write to") from None
    try:
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL", _CACHE):
            base.execute(f"PRAGMA {pragma}")
        base.execute("BEGIN IMMEDIATE")
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise NewerSchema(f"{folder / FILE} was written by a newer version", "install that version")
        if version == 0:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("COMMIT")
        yield Ledger(base)
    except sqlite3.OperationalError as error:
        hint = "another audit may be running there" if "lock" in str(error) else "is the disk full?"
        raise LedgerUnusable(f"{folder / FILE}: {error}", hint) from None
    except sqlite3.DatabaseError as error:
        hint = "move it away; the audit then starts from the beginning"
        raise LedgerUnusable(f"{folder / FILE}: {error}", hint) from None
    finally:
        base.close()


class Ledger:
    """The rows and their results. Every method is one transaction, or reads."""

    def __init__(self, base: sqlite3.Connection) -> None:
        """``base`` has the tables."""
        self.base = base

    def load(self, rows: Iterable[CatalogueRow]) -> None:
        """Make ``rows`` those of this run, none of them with a result yet; a repeated id is a bad row."""
        with self.transaction():
            self.base.execute("DELETE FROM row")
            self.base.execute("DELETE FROM across")
            for place, row in enumerate(rows, 1):
                if not self._insert(place, row.episode.id, row):
                    query = "SELECT line FROM row WHERE id = ?"
                    (line,) = self.base.execute(query, [row.episode.id]).fetchone()
                    message = f"line {row.line}: the id {row.episode.id!r} stands in line {line} already"
                    bad = BadRow(message, "give every row an id of its own")
                    self._insert(place, f"{row.episode.id}\n{place}", replace(row, failure=failure_of(bad)))

    def _insert(self, place: int, name: str, row: CatalogueRow) -> bool:
        episode, failure = row.episode, row.failure
        values = [place, row.line, name, _to_json(episode), _to_json(failure) if failure else None]
        drama = None if failure else drama_of(episode)
        values += [drama, episode.series or episode.title, episode.platform]
        query = "INSERT OR IGNORE INTO row VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?)"
        return self.base.execute(query, values).rowcount == 1

    def clear(self) -> None:
        """Delete what earlier runs did."""
        with self.transaction():
            for table in ("row", "result", "marker", "file", "across", "note"):
                self.base.execute(f"DELETE FROM {table}")

    def pending(self) -> Iterator[PendingRow]:
        """The rows without a result, in their order; results may be stored meanwhile."""
        last = 0
        query = (
            "SELECT place, episode FROM row WHERE place > ? AND result IS NULL AND failure IS NULL "
            "ORDER BY place LIMIT ?"
        )
        while page := self.base.execute(query, [last, _PAGE]).fetchall():
            for place, episode in page:
                yield PendingRow(place, _episode(episode))
            last = page[-1][0]

    def digest(self, video: str, stamp: str) -> str | None:
        """The digest of a file that was read before and has the same stamp."""
        query = "SELECT sha256 FROM file WHERE video = ? AND stamp = ?"
        found = self.base.execute(query, [video, stamp]).fetchone()
        return found[0] if found else None

    def note_file(self, video: str, stamp: str, sha256: str) -> None:
        """Note the digest of a file in this state."""
        self.base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", [video, stamp, sha256])

    def link(self, place: int, key: bytes, *, with_errors: bool) -> bool:
        """Give a row the result with this key, if there is one."""
        query = "SELECT id FROM result WHERE key = ?" + ("" if with_errors else " AND error = ''")
        found = self.base.execute(query, [key]).fetchone()
        if found:
            self.base.execute("UPDATE row SET result = ? WHERE place = ?", [found[0], place])
        return found is not None

    def store(self, place: int, key: bytes, result: ScanResult | ScanFailure) -> None:
        """Store a result and give it to its row; one with the same key is replaced."""
        error = result.error.type if isinstance(result, ScanFailure) else ""
        body = zlib.compress(dumps(result_to_stored(result)).encode("utf-8", "surrogatepass"), 1)
        with self.transaction():
            (result_id,) = self.base.execute(
                "INSERT INTO result(key, error, body) VALUES (?, ?, ?) ON CONFLICT(key) DO UPDATE "
                "SET error = excluded.error, body = excluded.body RETURNING id",
                [key, error, body],
            ).fetchone()
            self.base.execute("DELETE FROM marker WHERE result = ?", [result_id])
            markers = () if isinstance(result, ScanFailure) else result.markers
            self.base.executemany(
                "INSERT INTO marker VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        result_id, number_key(marker), marker.number, marker.issuer.abbreviation,
                        marker.issuer.kind, marker.year, marker.serial, marker.confidence or 0.0,
                    )
                    for marker in markers
                ],
            )  # fmt: skip
            self.base.execute("UPDATE row SET result = ? WHERE place = ?", [result_id, place])

    def rows(self) -> Iterator[StoredRow]:
        """All rows in their order, each with its result."""
        return self._select("", [])

    def rows_of_drama(self, drama: str) -> Iterator[StoredRow]:
        """The rows of one drama."""
        return self._select("WHERE row.drama = ?", [drama])

    def rows_named(self, name: str) -> Iterator[StoredRow]:
        """The rows with this series, or this title if they have no series."""
        return self._select("WHERE row.name = ?", [name])

    def row_at(self, place: int) -> StoredRow:
        """One row."""
        return next(self._select("WHERE row.place = ?", [place]))

    def _select(self, where: str, values: list[object]) -> Iterator[StoredRow]:
        query = (  # the parts are this module's own
            "SELECT row.place, line, episode, failure, body, findings FROM row LEFT JOIN result ON "
            f"result.id = row.result LEFT JOIN across ON across.place = row.place {where} ORDER BY row.place"
        )
        for place, line, episode, failure, body, findings in self.base.execute(query, values):
            result = json.loads(zlib.decompress(body)) if body else None
            reason = Failure(**json.loads(failure)) if failure else None
            yield StoredRow(place, line, _episode(episode), reason, result, findings)

    def places_with_findings(self) -> list[int]:
        """The rows that have findings across the catalogue."""
        return [place for (place,) in self.base.execute("SELECT place FROM across ORDER BY place")]

    def count(self, condition: str = "1") -> int:
        """The number of rows of which a condition in SQL holds; never one from outside."""
        (found,) = self.base.execute(f"SELECT COUNT(*) FROM row WHERE {condition}").fetchone()
        return int(found)

    def note(self, name: str, value: str | None = None) -> str | None:
        """What was noted under a name before; ``value`` takes its place."""
        found = self.base.execute("SELECT value FROM note WHERE name = ?", [name]).fetchone()
        if value is not None:
            self.base.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", [name, value])
        return found[0] if found else None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in it, or nothing."""
        self.base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.base.execute("ROLLBACK")
            raise
        self.base.execute("COMMIT")


def _to_json(record: Episode | Failure) -> str:
    known = {name: value for name, value in asdict(record).items() if value is not None}
    return json.dumps(known, ensure_ascii=False, default=str)


def _episode(text: str) -> Episode:
    values = json.loads(text)
    if day := values.get("published_on"):
        values["published_on"] = date.fromisoformat(day)
    return Episode(**values)
