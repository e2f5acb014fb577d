"""One import into the database, within one transaction: what is new, what changed, what is listed no more."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from detector.registry.protocol import REPEATED, Delivery, Receipt, Rejected, Row, Snapshot
from detector.registry.snapshots import check_order, is_news, state_id, whole_years
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    PERIOD,
    SNAPSHOT,
    entry_of,
    row_of,
    snapshot_of,
)
from detector.registry_replies import Entry, Period

_BATCH = 1_000


class Import:
    """The work of one import; the caller commits or rolls back."""

    def __init__(
        self, connection: sa.Connection, newest: int, delivery: Delivery, complete: Sequence[Period]
    ) -> None:
        """``newest`` is the number of the newest snapshot, 0 for none; ``complete`` are the known periods."""
        self._connection, self._delivery, self._complete = connection, delivery, complete
        self._seq = newest + 1
        self._counts = {"rows": 0, "added": 0, "changed": 0, "ended": 0}
        self._rejected: list[Rejected] = []

    def run(self, rows: Iterable[Row | Rejected]) -> Receipt:
        """Write all rows. The receipt has no snapshot where nothing is to be kept."""
        newest = self._newest()
        check_order(newest, self._delivery)
        snapshot = self._snapshot(newest)
        self._connection.execute(sa.insert(SNAPSHOT), {"seq": self._seq, **_columns(snapshot)})
        stream = iter(rows)
        while batch := list(islice(stream, _BATCH)):
            self._take_batch(batch)
        spoilt = self._rejected and not self._delivery.skip_rejected
        if not spoilt:
            for period in self._delivery.complete:
                self._end_unlisted(period)
        changes = self._counts["added"] + self._counts["changed"] + self._counts["ended"]
        if spoilt or not is_news(newest, self._delivery, changes, self._complete):
            return Receipt(None, self._counts["rows"], self._listed())
        snapshot = self._snapshot(newest)
        self._connection.execute(
            sa.update(SNAPSHOT).where(SNAPSHOT.c.seq == self._seq).values(**_columns(snapshot))
        )
        self._note_periods()
        return Receipt(snapshot, self._counts["rows"], self._listed())

    def _listed(self) -> tuple[Rejected, ...]:
        return tuple(sorted(self._rejected, key=lambda rejected: rejected.line))

    def _newest(self) -> Snapshot | None:
        query = sa.select(SNAPSHOT).where(SNAPSHOT.c.seq == self._seq - 1)
        row = self._connection.execute(query).mappings().first()
        return snapshot_of(row) if row else None

    def _snapshot(self, newest: Snapshot | None) -> Snapshot:
        delivery = self._delivery
        return Snapshot(
            id=state_id(newest.id if newest else "", delivery),
            file=delivery.file,
            sha256=delivery.sha256,
            dated=delivery.dated,
            skipped=len(self._rejected),
            **self._counts,
        )

    def _take_batch(self, batch: Sequence[Row | Rejected]) -> None:
        self._counts["rows"] += len(batch)
        lines: dict[str, Row] = {}
        for row in batch:
            if isinstance(row, Rejected):
                self._rejected.append(row)
            elif (first := lines.setdefault(row.entry.number, row)) is not row and first.entry != row.entry:
                self._rejected.append(Rejected(row.line, "", REPEATED))
        known = {held["number"]: held for held in self._held(list(lines))}
        new: list[Entry] = []
        replaced: list[int] = []
        for number, row in lines.items():
            held = known.get(number)
            if held is None or entry_of(held) != row.entry:
                if held is not None and held["first"] == self._seq:
                    self._rejected.append(Rejected(row.line, "", REPEATED))
                    continue
                new.append(row.entry)
                replaced += [held["row"]] if held is not None else []
        self._write(new, replaced)
        if self._delivery.complete:
            unchanged = {held["row"] for held in known.values()}.difference(replaced)
            self._update(sorted(unchanged), confirmed=self._seq)

    def _held(self, numbers: list[str]) -> Iterator[sa.RowMapping]:
        query = sa.select(ENTRY.c.row, ENTRY.c.first, *ENTRY_COLUMNS)
        current = query.where(ENTRY.c.number.in_(numbers), ENTRY.c.gone.is_(None))
        yield from self._connection.execute(current).mappings()

    def _write(self, new: Sequence[Entry], replaced: Sequence[int]) -> None:
        self._update(replaced, gone=self._seq)
        if new:
            rows = [{**row_of(entry), "first": self._seq, "confirmed": self._seq} for entry in new]
            self._connection.execute(sa.insert(ENTRY), rows)
        self._counts["changed"] += len(replaced)
        self._counts["added"] += len(new) - len(replaced)

    def _update(self, rows: Sequence[int], **values: int) -> None:
        if rows:
            self._connection.execute(sa.update(ENTRY).where(ENTRY.c.row.in_(rows)).values(**values))

    def _end_unlisted(self, period: Period) -> None:
        unlisted = sa.update(ENTRY).where(
            ENTRY.c.issuer == period.issuer,
            ENTRY.c.gone.is_(None),
            sa.func.coalesce(ENTRY.c.confirmed, 0) < self._seq,
            _lies_within(period),
        )
        self._counts["ended"] += self._connection.execute(unlisted.values(gone=self._seq)).rowcount

    def _note_periods(self) -> None:
        for period in self._delivery.complete:
            row = {"issuer": period.issuer, "first": period.first, "last": period.last}
            self._connection.execute(sa.insert(PERIOD), {"seq": self._seq, **row})


def _lies_within(period: Period) -> sa.ColumnElement[bool]:
    """What :func:`detector.registry.snapshots.lies_within` says, asked of the database."""
    years = whole_years(period)
    by_year = ENTRY.c.issued_on.is_(None) & ENTRY.c.year.between(years.start, years.stop - 1)
    return ENTRY.c.issued_on.between(period.first, period.last) | by_year


def _columns(snapshot: Snapshot) -> dict[str, Any]:
    return {column.name: getattr(snapshot, column.name) for column in SNAPSHOT.c if column.name != "seq"}
