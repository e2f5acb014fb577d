"""The registry in a database, by SQLAlchemy Core: the same for SQLite and PostgreSQL."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

import sqlalchemy as sa

from detector.records import Marker
from detector.registry import matching
from detector.registry.protocol import (
    Candidate,
    Contents,
    EntryRow,
    ImportRequest,
    ImportResult,
    IssueRequest,
    IssueResult,
    RejectedRow,
    Snapshot,
)
from detector.registry.snapshots import oldest_kept
from detector.registry.sql import register
from detector.registry.sql.connection import Database
from detector.registry.sql.import_run import Import
from detector.registry.sql.queries import is_listed
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    PERIOD,
    SNAPSHOT,
    aliases_of,
    entry_of,
    snapshot_of,
)
from detector.registry.title_index import TitleIndex, best_entries, titles_of
from detector.registry_replies import Absent, Entry, Period

_FETCHED_ROWS = 2_000
"""Rows that are fetched at a time."""


@dataclass(frozen=True, slots=True)
class _Titles:
    """The titles of one state; ``rows`` has for each place in the index the row of its entry."""

    state: str
    index: TitleIndex
    rows: "array[int]"


class SqlRegistry:
    """Good for 10^6 entries and more, and for many readers; one import at a time."""

    def __init__(self, database: Database) -> None:
        """Nothing is opened before the first question."""
        self._database = database
        self._titles: _Titles | None = None
        self._loading = Lock()  # of two callers at the same time one loads the titles and the other waits

    def check_place(self) -> None:
        """Raise ``RegistryAbsent`` for a file that is not there; a server is not asked."""
        self._database.check_place()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def snapshot(self, as_of: date) -> Snapshot | None:
        """The state that a day sees; ``None`` for an empty registry."""
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
        return seen[1] if seen else None

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""
        key = matching.key_of_marker(marker)
        same_others = sa.and_(
            ENTRY.c.key_year == key.year, ENTRY.c.key_series == key.series, ENTRY.c.key_issuer == key.issuer
        )
        same_serial = ENTRY.c.key_bare == key.serial
        edits = matching.serials_one_edit_off(marker.serial) | matching.serials_one_edit_off(key.serial)
        is_near = same_serial | (ENTRY.c.key_bare.in_(sorted(edits)) & same_others)
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            if seen is None:
                return Absent()
            seq = seen[0]
            same = _entries_where(connection, seq, same_serial & same_others)
            if found := matching.best_match(marker, same):
                return found
            others = _entries_where(connection, seq, is_near)
            near = filter(None, (matching.near_match(marker, entry) for entry in others))
            shown = sorted(near, key=lambda other: other.number)[: matching.MAX_NEAR]
            return Absent(_periods(connection, seq, key.issuer), tuple(shown))

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first.

        The first call loads all titles: at 10^6 of them some 6 s, then 110 MB are kept.
        """
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            if seen is None:
                return ()
            with self._loading:
                if self._titles is None or self._titles.state != seen[1].id:
                    self._titles = _load_titles(connection, seen[0], seen[1].id)
                titles = self._titles

            def entries_at(places: Sequence[int]) -> list[Entry]:
                wanted = [titles.rows[place] for place in places]
                query = sa.select(ENTRY.c.row, *ENTRY_COLUMNS).where(ENTRY.c.row.in_(wanted))
                found = {row["row"]: entry_of(row) for row in connection.execute(query).mappings()}
                return [found[row] for row in wanted]

            return best_entries(titles.index, title, limit, entries_at)

    def entries(self, as_of: date) -> Iterator[Entry]:
        """All entries, in the order of their numbers."""
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            if seen:
                query = sa.select(*ENTRY_COLUMNS).where(is_listed(seen[0])).order_by(ENTRY.c.number)
                rows = connection.execution_options(yield_per=_FETCHED_ROWS).execute(query)
                yield from map(entry_of, rows.mappings())

    def contents(self, as_of: date) -> Contents:
        """Counts, periods and imports."""
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            seq = seen[0] if seen else 0
            past = sa.select(SNAPSHOT).where(SNAPSHOT.c.seq <= seq).order_by(SNAPSHOT.c.seq)
            by_status = _counts(connection, seq, "status")
            return Contents(
                entries=sum(by_status.values()),
                by_issuer=_counts(connection, seq, "issuer"),
                by_category=_counts(connection, seq, "category"),
                by_status=by_status,
                complete=_periods(connection, seq),
                snapshots=tuple(map(snapshot_of, connection.execute(past).mappings())),
            )

    def import_rows(self, rows: Iterable[EntryRow | RejectedRow], request: ImportRequest) -> ImportResult:
        """Import a list, all of it or nothing."""
        with self._database.writing() as (connection, transaction):
            seq = connection.execute(sa.select(sa.func.max(SNAPSHOT.c.seq))).scalar() or 0
            result = Import(connection, seq, request, _periods(connection, seq)).run(rows)
            if result.snapshot is None:
                transaction.rollback()
        return result

    def revert(self, snapshot_id: str) -> Snapshot:
        """Undo the newest import that is not undone yet."""
        self._database.check_place()
        with self._database.writing() as (connection, _):
            return register.revert(connection, snapshot_id)

    def issue(self, dramas: Sequence[Entry], request: IssueRequest) -> IssueResult:
        """Give each drama the issuer's next number and enter it."""
        with self._database.writing() as (connection, _):
            return register.issue(connection, dramas, request)

    def retitled(self, as_of: date) -> Iterator[tuple[Entry, str]]:
        """Entries whose number had another title before."""
        past = ENTRY.alias()
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            if seen is None:
                return
            query = (
                sa.select(past.c.title.label("past_title"), *ENTRY_COLUMNS)
                .join(past, past.c.number == ENTRY.c.number)
                .where(is_listed(seen[0]), past.c.title != ENTRY.c.title, past.c.first < ENTRY.c.first)
                .order_by(ENTRY.c.number, past.c.row)
            )
            told = ""
            for row in connection.execute(query).mappings():
                entry = entry_of(row)
                if row["past_title"] not in titles_of(entry) and entry.number != told:
                    told = entry.number
                    yield entry, row["past_title"]


def _load_titles(connection: sa.Connection, seq: int, state: str) -> _Titles:
    """Every title and alias of a state, with the row of its entry."""
    query = sa.select(ENTRY.c.row, ENTRY.c.title, ENTRY.c.aliases).where(is_listed(seq))
    found = connection.execution_options(yield_per=_FETCHED_ROWS).execute(query.order_by(ENTRY.c.row))
    rows = array("q")

    def titles() -> Iterator[str]:
        for row in found:
            for name in dict.fromkeys((row.title, *(alias.title for alias in aliases_of(row.aliases)))):
                rows.append(row.row)
                yield name

    return _Titles(state, TitleIndex(titles()), rows)


def _snapshot_on(connection: sa.Connection, as_of: date) -> tuple[int, Snapshot] | None:
    newest = sa.select(SNAPSHOT).where(SNAPSHOT.c.dated <= as_of).order_by(SNAPSHOT.c.seq.desc()).limit(1)
    if row := connection.execute(newest).mappings().first():
        return row["seq"], snapshot_of(row)
    rows = connection.execute(sa.select(SNAPSHOT).order_by(SNAPSHOT.c.seq)).mappings().all()
    oldest = oldest_kept([snapshot_of(row) for row in rows])
    return next(((row["seq"], oldest) for row in rows if oldest and row["id"] == oldest.id), None)


def _entries_where(connection: sa.Connection, seq: int, condition: sa.ColumnElement[bool]) -> list[Entry]:
    query = sa.select(*ENTRY_COLUMNS).where(condition, is_listed(seq))
    return [entry_of(row) for row in connection.execute(query).mappings()]


def _periods(connection: sa.Connection, seq: int, issuer: str | None = None) -> tuple[Period, ...]:
    query = sa.select(PERIOD.c.issuer, PERIOD.c.first, PERIOD.c.last).where(
        PERIOD.c.seq <= seq, PERIOD.c.gone.is_(None) | (PERIOD.c.gone > seq)
    )
    if issuer is not None:
        query = query.where(PERIOD.c.issuer == issuer)
    ordered = query.distinct().order_by(PERIOD.c.issuer, PERIOD.c.first, PERIOD.c.last)
    return tuple(Period(*row) for row in connection.execute(ordered))


def _counts(connection: sa.Connection, seq: int, name: str) -> dict[str, int]:
    column = ENTRY.c[name]
    query = sa.select(column, sa.func.count()).where(is_listed(seq)).group_by(column)
    return dict(sorted((value or "", count) for value, count in connection.execute(query)))
