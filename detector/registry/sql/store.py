"""The registry in a database, by SQLAlchemy Core: the same for SQLite and PostgreSQL."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import sqlalchemy as sa

from detector.records import Marker
from detector.registry.number_keys import NEAR_SHOWN, Key, bare_neighbours, chosen, key_of_marker, near
from detector.registry.protocol import Candidate, Contents, Delivery, Receipt, Rejected, Row, Snapshot
from detector.registry.sql.connection import Database
from detector.registry.sql.import_run import Import
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    PERIOD,
    SNAPSHOT,
    aliases_of,
    entry_of,
    snapshot_of,
)
from detector.registry.title_index import TitleIndex, best_entries
from detector.registry_replies import Absent, Entry, Period

_AT_ONCE = 2_000


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
        self._known: _Titles | None = None
        self._loading = Lock()  # two that ask at once wait for one load

    def check_place(self) -> None:
        """Raise ``RegistryAbsent`` for a file that is not there; a server is not asked."""
        self._database.check_place()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def snapshot(self, as_of: date) -> Snapshot | None:
        """The state that a day sees; ``None`` for an empty registry."""
        with self._database.reading() as connection:
            seen = _seen(connection, as_of)
        return seen[1] if seen else None

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""
        key = key_of_marker(marker)
        with self._database.reading() as connection:
            seen = _seen(connection, as_of)
            if seen is None:
                return Absent()
            seq = seen[0]
            if found := chosen(marker, _entries_where(connection, seq, _is(key))):
                return found
            neighbours = (near(marker, entry) for entry in _entries_where(connection, seq, _is_near(marker)))
            shown = sorted(filter(None, neighbours), key=lambda other: other.number)[:NEAR_SHOWN]
            return Absent(_periods(connection, seq, key.issuer), tuple(shown))

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first.

        The first call loads all titles: at 10^6 of them some 6 s, then 110 MB are kept.
        """
        with self._database.reading() as connection:
            seen = _seen(connection, as_of)
            if seen is None:
                return ()
            with self._loading:
                titles = self._titles(connection, seen[0], seen[1].id)

            def entries_at(places: Sequence[int]) -> list[Entry]:
                wanted = [titles.rows[place] for place in places]
                query = sa.select(ENTRY.c.row, *ENTRY_COLUMNS).where(ENTRY.c.row.in_(wanted))
                found = {row["row"]: entry_of(row) for row in connection.execute(query).mappings()}
                return [found[row] for row in wanted]

            return best_entries(titles.index, title, limit, entries_at)

    def entries(self, as_of: date) -> Iterator[Entry]:
        """All entries, in the order of their numbers."""
        with self._database.reading() as connection:
            seen = _seen(connection, as_of)
            if seen:
                query = sa.select(*ENTRY_COLUMNS).where(_holds(seen[0])).order_by(ENTRY.c.number)
                rows = connection.execution_options(yield_per=_AT_ONCE).execute(query)
                yield from map(entry_of, rows.mappings())

    def contents(self, as_of: date) -> Contents:
        """Counts, periods and imports."""
        with self._database.reading() as connection:
            seen = _seen(connection, as_of)
            seq = seen[0] if seen else 0
            past = sa.select(SNAPSHOT).where(SNAPSHOT.c.seq <= seq).order_by(SNAPSHOT.c.seq)
            by_status = _counted(connection, seq, "status")
            return Contents(
                entries=sum(by_status.values()),
                by_issuer=_counted(connection, seq, "issuer"),
                by_category=_counted(connection, seq, "category"),
                by_status=by_status,
                complete=_periods(connection, seq),
                snapshots=tuple(map(snapshot_of, connection.execute(past).mappings())),
            )

    def take(self, rows: Iterable[Row | Rejected], delivery: Delivery) -> Receipt:
        """Import a list, all of it or nothing."""
        with self._database.writing() as (connection, transaction):
            newest = sa.select(sa.func.max(SNAPSHOT.c.seq))
            seq = connection.execute(newest).scalar() or 0
            receipt = Import(connection, seq, delivery, _periods(connection, seq)).run(rows)
            if receipt.snapshot is None:
                transaction.rollback()
        return receipt

    def _titles(self, connection: sa.Connection, seq: int, state: str) -> "_Titles":
        if self._known is None or self._known.state != state:
            query = (
                sa.select(ENTRY.c.row, ENTRY.c.title, ENTRY.c.aliases)
                .where(_holds(seq))
                .order_by(ENTRY.c.row)
            )
            rows = array("q")
            found = connection.execution_options(yield_per=_AT_ONCE).execute(query)
            index = TitleIndex(_listed(found, rows))
            self._known = _Titles(state, index, rows)
        return self._known


def _listed(found: sa.CursorResult[Any], rows: "array[int]") -> Iterator[str]:
    """Every title and alias; the row to which it belongs is put into ``rows``."""
    for row in found:
        for name in dict.fromkeys((row.title, *(alias.title for alias in aliases_of(row.aliases)))):
            rows.append(row.row)
            yield name


def _seen(connection: sa.Connection, as_of: date) -> tuple[int, Snapshot] | None:
    newest = sa.select(SNAPSHOT).where(SNAPSHOT.c.dated <= as_of).order_by(SNAPSHOT.c.seq.desc()).limit(1)
    oldest = sa.select(SNAPSHOT).order_by(SNAPSHOT.c.seq).limit(1)
    row = connection.execute(newest).mappings().first() or connection.execute(oldest).mappings().first()
    return (row["seq"], snapshot_of(row)) if row else None


def _holds(seq: int) -> sa.ColumnElement[bool]:
    return (ENTRY.c.first <= seq) & (ENTRY.c.gone.is_(None) | (ENTRY.c.gone > seq))


def _is(key: Key) -> sa.ColumnElement[bool]:
    return (ENTRY.c.key_bare == key.bare) & _has_other_parts(key)


def _has_other_parts(key: Key) -> sa.ColumnElement[bool]:
    return sa.and_(
        ENTRY.c.key_year == key.year, ENTRY.c.key_series == key.series, ENTRY.c.key_issuer == key.issuer
    )


def _is_near(marker: Marker) -> sa.ColumnElement[bool]:
    """Those with the same serial and any other part different, and those with a serial one digit off."""
    key = key_of_marker(marker)
    one_off = ENTRY.c.key_bare.in_(sorted(bare_neighbours(marker.serial) | bare_neighbours(key.bare)))
    return (ENTRY.c.key_bare == key.bare) | (one_off & _has_other_parts(key))


def _entries_where(connection: sa.Connection, seq: int, condition: sa.ColumnElement[bool]) -> list[Entry]:
    query = sa.select(*ENTRY_COLUMNS).where(condition, _holds(seq))
    return [entry_of(row) for row in connection.execute(query).mappings()]


def _periods(connection: sa.Connection, seq: int, issuer: str | None = None) -> tuple[Period, ...]:
    query = sa.select(PERIOD.c.issuer, PERIOD.c.first, PERIOD.c.last).where(PERIOD.c.seq <= seq)
    if issuer is not None:
        query = query.where(PERIOD.c.issuer == issuer)
    ordered = query.distinct().order_by(PERIOD.c.issuer, PERIOD.c.first, PERIOD.c.last)
    return tuple(Period(*row) for row in connection.execute(ordered))


def _counted(connection: sa.Connection, seq: int, name: str) -> dict[str, int]:
    column = ENTRY.c[name]
    query = sa.select(column, sa.func.count()).where(_holds(seq)).group_by(column)
    return dict(sorted((value or "", count) for value, count in connection.execute(query)))
