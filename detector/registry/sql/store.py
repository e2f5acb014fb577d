"""The registry in a database, by SQLAlchemy Core: the same for SQLite and PostgreSQL."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

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
from detector.registry.sql import register, title_store
from detector.registry.sql.connection import Database
from detector.registry.sql.import_run import Import
from detector.registry.sql.queries import is_listed
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    PERIOD,
    SNAPSHOT,
    entry_of,
    snapshot_of,
)
from detector.registry.title_index import titles_of
from detector.registry_replies import Absent, Entry, Period

_FETCHED_ROWS = 2_000
"""Rows that are fetched at a time."""


# Made once: building a query takes longer than asking it.
_SEQ: sa.BindParameter[Any] = sa.bindparam("seq", type_=sa.Integer)
_DAY: sa.BindParameter[Any] = sa.bindparam("day", type_=sa.Date)
_ISSUER: sa.BindParameter[Any] = sa.bindparam("issuer", type_=sa.Text)
_SERIES: sa.BindParameter[Any] = sa.bindparam("series", type_=sa.Text)
_YEAR: sa.BindParameter[Any] = sa.bindparam("year", type_=sa.SmallInteger)
_SERIAL: sa.BindParameter[Any] = sa.bindparam("serial", type_=sa.Text)
_EDITS: sa.BindParameter[Any] = sa.bindparam("edits", expanding=True)
_NEWEST_ON = sa.select(SNAPSHOT).where(SNAPSHOT.c.dated <= _DAY).order_by(SNAPSHOT.c.seq.desc()).limit(1)
_OTHERS = (ENTRY.c.key_year == _YEAR, ENTRY.c.key_series == _SERIES, ENTRY.c.key_issuer == _ISSUER)
_SAME = sa.select(*ENTRY_COLUMNS).where(ENTRY.c.key_bare == _SERIAL, *_OTHERS, is_listed(_SEQ))
# Of the other parts of a near number only one may differ.
_NEAR_OTHERS = sa.or_(*(sa.and_(*(_OTHERS[:n] + _OTHERS[n + 1 :])) for n in range(3)))
_NEAR = sa.union_all(
    sa.select(*ENTRY_COLUMNS).where(ENTRY.c.key_bare == _SERIAL, _NEAR_OTHERS, is_listed(_SEQ)),
    sa.select(*ENTRY_COLUMNS).where(ENTRY.c.key_bare.in_(_EDITS), *_OTHERS, is_listed(_SEQ)),
)
_PERIODS = (
    sa.select(PERIOD.c.issuer, PERIOD.c.first, PERIOD.c.last)
    .where(PERIOD.c.seq <= _SEQ, PERIOD.c.gone.is_(None) | (PERIOD.c.gone > _SEQ))
    .distinct()
    .order_by(PERIOD.c.issuer, PERIOD.c.first, PERIOD.c.last)
)
_PERIODS_OF = _PERIODS.where(PERIOD.c.issuer == _ISSUER)


class SqlRegistry:
    """Good for 10^6 entries and more, and for many readers; one import at a time."""

    def __init__(self, database: Database) -> None:
        """Nothing is opened before the first question."""
        self._database = database

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
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            if seen is None:
                return Absent()
            seq = seen[0]
            asked = {**key._asdict(), "seq": seq}
            same = map(entry_of, connection.execute(_SAME, asked).mappings())
            if found := matching.best_match(marker, same):
                return found
            edits = matching.serials_one_edit_off(marker.serial) | matching.serials_one_edit_off(key.serial)
            others = connection.execute(_NEAR, asked | {"edits": sorted(edits)}).mappings()
            near = filter(None, (matching.near_match(marker, entry_of(other)) for other in others))
            shown = sorted(near, key=lambda other: other.number)[: matching.MAX_NEAR]
            return Absent(_periods(connection, seq, key.issuer), tuple(shown))

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first."""
        with self._database.reading() as connection:
            seen = _snapshot_on(connection, as_of)
            return title_store.similar(connection, seen[0], title, limit) if seen else ()

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

    def revert(self, snapshot_id: str, by: str | None = None) -> Snapshot:
        """Undo the newest import that is not undone yet."""
        self._database.check_place()
        with self._database.writing() as (connection, _):
            return register.revert(connection, snapshot_id, by)

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


def _snapshot_on(connection: sa.Connection, as_of: date) -> tuple[int, Snapshot] | None:
    if row := connection.execute(_NEWEST_ON, {"day": as_of}).mappings().first():
        return row["seq"], snapshot_of(row)
    rows = connection.execute(sa.select(SNAPSHOT).order_by(SNAPSHOT.c.seq)).mappings().all()
    oldest = oldest_kept([snapshot_of(row) for row in rows])
    return next(((row["seq"], oldest) for row in rows if oldest and row["id"] == oldest.id), None)


def _periods(connection: sa.Connection, seq: int, issuer: str | None = None) -> tuple[Period, ...]:
    query, asked = (_PERIODS, {}) if issuer is None else (_PERIODS_OF, {"issuer": issuer})
    return tuple(Period(*row) for row in connection.execute(query, {**asked, "seq": seq}))


def _counts(connection: sa.Connection, seq: int, name: str) -> dict[str, int]:
    column = ENTRY.c[name]
    query = sa.select(column, sa.func.count()).where(is_listed(seq)).group_by(column)
    return dict(sorted((value or "", count) for value, count in connection.execute(query)))
