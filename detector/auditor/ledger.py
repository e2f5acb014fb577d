"""What an audit has done so far, in one SQLite file; a killed process loses only what was in progress.

What was *seen* of a video is found by its content and the recipe of the reader, so it is read once. How that
was *judged* is found by the facts, the day and all else that the law's answer depends on; it is worked out
again from what was seen. Rows of the catalogue point to judgements.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from detector.auditor.catalogue import CatalogueRow, failure_of
from detector.auditor.ledger_file import open_base
from detector.errors import BadRow, InputError
from detector.law.catalogue_context import drama_of, number_key
from detector.records import Episode, Failure, ScanFailure, ScanResult
from detector.wire import dumps, result_from_json, result_to_stored

_PAGE = 500  # rows that are read at a time
_RUN = "run"  # the note on the last run
_fields_of = attrgetter(*Episode.__slots__)


class PendingRow(NamedTuple):
    """A row of the catalogue that has no result yet."""

    place: int
    episode: Episode


class StoredRow(NamedTuple):
    """A row and its result as JSON, ``None`` for one that was not scanned yet.

    ``place`` counts the rows from 1, ``line`` is that of the catalogue. ``failure``: why the row is no
    episode. ``notes``: which of its facts could not be read. ``own``: the user's own columns.
    ``catalogue_findings``: the findings from the comparison with other rows, as JSON. ``seconds``: how long
    the scan took, 0 where that is not known.
    """

    place: int
    line: int
    episode: Episode
    failure: Failure | None
    notes: tuple[str, ...]
    own: dict[str, str]
    result: dict[str, Any] | None
    catalogue_findings: str | None
    seconds: float = 0.0


class Asked(NamedTuple):
    """What a look at a video was to answer: an opening that answers less is too short for a new question.

    ``frames``: whether more frames would have mattered, which the video did not have. ``texts``: 0 to 2, how
    many of the deferred texts mattered. ``long_ms``: texts that stand for less were timed exactly.
    """

    frames: bool
    texts: int
    long_ms: int


class Seen(NamedTuple):
    """What was seen of a video: the result of its scan, and what that was asked.

    ``seconds``: how long the scan took; ``pictured``: whether its pictures were saved, where it has any.
    """

    result: ScanResult
    asked: Asked
    seconds: float
    pictured: bool


class Judgement(NamedTuple):
    """A result with its keys (see ``detector.auditor.ledger_keys``).

    ``judged`` names all that it depends on beside the video and the facts, empty for a failure, which depends
    on neither. ``attention``: whether a person will want to see it; ``pictured``: as for :class:`Seen`.
    """

    key: bytes
    judged: bytes
    result: ScanResult | ScanFailure
    attention: bool
    pictured: bool = False


@contextmanager
def open_ledger(folder: Path) -> Iterator["Ledger"]:
    """The ledger in a folder, made if absent, locked for other processes.

    Raises ``LedgerUnusable`` or ``OutputNotWritable``.
    """
    with open_base(folder) as base:
        yield Ledger(base)


class Ledger:
    """The rows and their results. Every method is one transaction, or reads.

    ``dropped`` counts the records that were damaged: they are deleted, and their videos scanned again.
    """

    def __init__(self, base: sqlite3.Connection) -> None:
        """``base`` has the tables."""
        self.base = base
        self.dropped = 0

    def load(self, rows: Iterable[CatalogueRow], *, anew: bool = False) -> None:
        """Make ``rows`` those of this run, none with a result yet; ``anew``: forget what earlier runs did.

        A repeated id is a bad row. Raises ``InputError`` where there are no rows but were some before; then,
        as after any error, the ledger is as it was.
        """
        with self.transaction():
            before = self.count()
            for table in ("row", "across", *(("result", "seen", "marker", "file") if anew else ())):
                self.base.execute(f"DELETE FROM {table}")
            if anew:
                self.base.execute("DELETE FROM note WHERE name != ?", [_RUN])
            for place, row in enumerate(rows, 1):
                if not self._insert(place, row.episode.id, row):
                    query = "SELECT line FROM row WHERE id = ?"
                    (line,) = self.base.execute(query, [row.episode.id]).fetchone()
                    message = f"line {row.line}: the id {row.episode.id!r} stands in line {line} already"
                    bad = BadRow(message, "give every row an id of its own")
                    self._insert(place, f"{row.episode.id}\n{place}", replace(row, failure=failure_of(bad)))
            if before and not anew and not self.count():
                message = f"the catalogue has no rows, and the audit's folder has results of {before:,}"
                raise InputError(message, "check the catalogue; --no-resume begins anew")

    def _insert(self, place: int, name: str, row: CatalogueRow) -> bool:
        episode, failure = row.episode, row.failure
        values = [place, row.line, name, _episode_to_text(episode)]
        values += [_text(asdict(failure)) if failure else None, _text(row.notes), _text(row.own)]
        drama = None if failure else drama_of(episode)
        values += [drama, episode.series or episode.title, episode.platform]
        query = "INSERT OR IGNORE INTO row VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)"
        return self.base.execute(query, values).rowcount == 1

    def unfinished_day(self) -> date | None:
        """The day of the last run, if it was not finished."""
        run = json.loads(self.note(_RUN) or "{}")
        return date.fromisoformat(run["as_of"]) if run and not run["finished"] else None

    def begin_run(self, as_of: date) -> None:
        """Note that a run for a day is under way."""
        self.note(_RUN, json.dumps({"as_of": str(as_of), "finished": False}))

    def finish_run(self, as_of: date, judged: bytes) -> None:
        """Note that it is finished; judgements by another question are deleted: they can be made again."""
        with self.transaction():
            kept = "judged NOT IN (?, x'') AND id NOT IN (SELECT result FROM row WHERE result IS NOT NULL)"
            for query in (
                f"DELETE FROM marker WHERE result IN (SELECT id FROM result WHERE {kept})",
                f"DELETE FROM result WHERE {kept}",
            ):
                self.base.execute(query, [judged])
            self.note(_RUN, json.dumps({"as_of": str(as_of), "finished": True}))

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

    def is_file_known(self, video: str) -> bool:
        """Whether a file was read in an earlier state or this one."""
        return self._one("SELECT 1 FROM file WHERE video = ?", [video]) is not None

    def is_size_known(self, size: int) -> bool:
        """Whether a file of this length in bytes was read."""
        return self._one("SELECT 1 FROM file WHERE size = ?", [size]) is not None

    def digest(self, video: str, stamp: str) -> str | None:
        """The digest of a file that was read before and has the same stamp."""
        found = self._one("SELECT sha256 FROM file WHERE video = ? AND stamp = ?", [video, stamp])
        return found[0] if found else None

    def note_file(self, video: str, stamp: str, sha256: str) -> None:
        """Note the digest of a file in this state. A stamp begins with the length in bytes."""
        size = int(stamp.partition(":")[0])
        self.base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", [video, stamp, size, sha256])

    def link(self, place: int, key: bytes, *, with_errors: bool) -> bool:
        """Give a row the judgement with this key, if there is one and it is whole."""
        query = (
            "SELECT result.id, result.body, seen.body FROM result LEFT JOIN seen ON seen.id = result.seen "
            "WHERE result.key = ?"
        )
        found = self._one(query + ("" if with_errors else " AND result.error = ''"), [key])
        if found is None:
            return False
        if not all(body is None or _unpacked(body) for body in found[1:]):
            self._drop("result", found[0])
            return False
        self.base.execute("UPDATE row SET result = ? WHERE place = ?", [found[0], place])
        return True

    def seen(self, key: bytes) -> Seen | None:
        """What was seen of a video with this key."""
        found = self._one(
            "SELECT id, body, frames, texts, long_ms, seconds, pictured FROM seen WHERE key = ?", [key]
        )
        if found is None:
            return None
        seen_id, body, frames, texts, long_ms, seconds, pictured = found
        try:
            result = result_from_json(json.loads(_unpacked(body)))
        except (InputError, ValueError):
            result = None
        if not isinstance(result, ScanResult):
            self._drop("seen", seen_id)
            return None
        return Seen(result, Asked(bool(frames), texts, long_ms), seconds, bool(pictured))

    def _drop(self, table: str, number: int) -> None:
        """Delete a damaged record; the video that it was of is scanned again."""
        self.dropped += 1
        if table == "result":
            seen = self._one("SELECT seen FROM result WHERE id = ?", [number])
            self.base.execute("DELETE FROM seen WHERE id = ?", seen)
            self.base.execute("DELETE FROM marker WHERE result = ?", [number])
        self.base.execute(f"DELETE FROM {table} WHERE id = ?", [number])

    def store(self, place: int, judgement: Judgement, seen: tuple[bytes, Seen] | None) -> None:
        """Store a judgement, and with its key what was seen, and give it to its row.

        What has the same key is replaced. Without ``seen``: what was seen is stored already, or nothing was.
        """
        with self.transaction():
            seen_id = None
            if seen:
                key, (read, asked, seconds, pictured) = seen
                body = _packed(result_to_stored(read))
                seen_id = self._upsert("seen", key, [body, *asked, seconds, pictured])
            self._store_judgement(place, judgement, seen_id)

    def judge(self, place: int, judgement: Judgement, seen_key: bytes) -> None:
        """Store how what was seen is judged, and give it to its row."""
        with self.transaction():
            (seen_id,) = self.base.execute("SELECT id FROM seen WHERE key = ?", [seen_key]).fetchone()
            self._store_judgement(place, judgement, seen_id)

    def add_pictures(self, place: int, result: ScanResult | None) -> None:
        """Note that the pictures of a row's result were saved, in ``result``; ``None``: they could not be."""
        found = self._one(
            "SELECT result.id, seen FROM row JOIN result ON result.id = row.result WHERE place = ?", [place]
        )
        with self.transaction():
            if result:
                light = _packed(result_to_stored(without_sightings(result)))
                self.base.execute("UPDATE result SET body = ? WHERE id = ?", [light, found[0]])
                whole = _packed(result_to_stored(result))
                self.base.execute("UPDATE seen SET body = ?, pictured = 1 WHERE id = ?", [whole, found[1]])
            self.base.execute("UPDATE result SET pictured = 1 WHERE id = ?", found[:1])

    def _store_judgement(self, place: int, judgement: Judgement, seen_id: int | None) -> None:
        result = judgement.result
        error = result.error.type if isinstance(result, ScanFailure) else ""
        body = _packed(result_to_stored(without_sightings(result)))
        values = [judgement.judged, seen_id, error, judgement.attention, judgement.pictured, body]
        result_id = self._upsert("result", judgement.key, values)
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

    def _upsert(self, table: str, key: bytes, values: Sequence[object]) -> int:
        columns = _COLUMNS[table]
        places = ", ".join("?" * (len(columns) + 1))
        updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
        query = (
            f"INSERT INTO {table}(key, {', '.join(columns)}) VALUES ({places}) "
            f"ON CONFLICT(key) DO UPDATE SET {updates} RETURNING id"
        )
        return int(self.base.execute(query, [key, *values]).fetchone()[0])

    def rows(self, *, whole: bool = False) -> Iterator[StoredRow]:
        """All rows in their order, each with its result; ``whole``: with all that was sighted."""
        return self._select("", [], whole=whole)

    def rows_to_show(self) -> Iterator[StoredRow]:
        """The rows that a person will want to see: failures, what needs attention, what others make so."""
        where = "result.attention OR result.error != '' OR row.failure IS NOT NULL OR findings IS NOT NULL"
        return self._select(f"WHERE {where}", [])

    def rows_without_picture(self) -> Iterator[StoredRow]:
        """Those of them whose pictures were never saved, with all that was sighted."""
        where = (
            "result.seen IS NOT NULL AND NOT result.pictured AND (result.attention OR findings IS NOT NULL)"
        )
        return self._select(f"WHERE {where}", [], whole=True)

    def rows_of_drama(self, drama: str) -> Iterator[StoredRow]:
        """The rows of one drama, with all that was sighted."""
        return self._select("WHERE row.drama = ?", [drama], whole=True)

    def rows_named(self, name: str) -> Iterator[StoredRow]:
        """The rows with this series, or this title if they have no series."""
        return self._select("WHERE row.name = ?", [name])

    def row_at(self, place: int) -> StoredRow:
        """One row."""
        return next(self._select("WHERE row.place = ?", [place]))

    def _select(self, where: str, values: list[object], *, whole: bool = False) -> Iterator[StoredRow]:
        # What a comparison found is judged with the case, so with all that was sighted.
        seen = "seen.body" if whole else "CASE WHEN findings IS NOT NULL THEN seen.body END"
        query = (  # the parts are this module's own
            "SELECT row.place, line, episode, failure, notes, own, result.body, findings, seconds, "
            f"{seen} FROM row LEFT JOIN result ON result.id = row.result "
            "LEFT JOIN seen ON seen.id = result.seen LEFT JOIN across ON across.place = row.place "
            f"{where} ORDER BY row.place"
        )
        for place, line, *texts, findings, seconds, seen_body in self.base.execute(query, values):
            episode, failure, notes, own, body = texts
            result = json.loads(_unpacked(body)) if body else None
            if result and seen_body:
                read = json.loads(_unpacked(seen_body))["opening"]
                result["opening"]["sightings"] = read["sightings"]
            reason = Failure(**json.loads(failure)) if failure else None
            told = tuple(json.loads(notes)) if notes else ()
            columns = json.loads(own) if own else {}
            about = _episode(episode), reason, told, columns
            yield StoredRow(place, line, *about, result, findings, seconds or 0.0)

    def count(self, condition: str = "1") -> int:
        """The number of rows of which a condition in SQL holds; never one from outside."""
        (found,) = self.base.execute(f"SELECT COUNT(*) FROM row WHERE {condition}").fetchone()
        return int(found)

    def note(self, name: str, value: str | None = None) -> str | None:
        """What was noted under a name before; ``value`` takes its place."""
        found = self._one("SELECT value FROM note WHERE name = ?", [name])
        if value is not None:
            self.base.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", [name, value])
        return found[0] if found else None

    def _one(self, query: str, values: list[object]) -> Any:  # noqa: ANN401  (a row of SQLite)
        return self.base.execute(query, values).fetchone()

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


_COLUMNS = {
    "seen": ("body", "frames", "texts", "long_ms", "seconds", "pictured"),
    "result": ("judged", "seen", "error", "attention", "pictured", "body"),
}


def without_sightings(result: ScanResult | ScanFailure) -> ScanResult | ScanFailure:
    """The result without what only a judge needs."""
    if isinstance(result, ScanFailure):
        return result
    return replace(result, opening=replace(result.opening, sightings=()))


def _packed(plain: dict[str, Any]) -> bytes:
    return zlib.compress(dumps(plain).encode("utf-8", "surrogatepass"), 1)


def _unpacked(body: bytes) -> bytes:
    """Empty for a damaged one: zlib keeps a check sum."""
    try:
        return zlib.decompress(body)
    except zlib.error:
        return b""


def _text(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


def _episode_to_text(episode: Episode) -> str:
    known = {
        name: value
        for name, value in zip(Episode.__slots__, _fields_of(episode), strict=True)
        if value is not None
    }
    return json.dumps(known, ensure_ascii=False, default=str)


def _episode(text: str) -> Episode:
    values = json.loads(text)
    if day := values.get("published_on"):
        values["published_on"] = date.fromisoformat(day)
    return Episode(**values)
