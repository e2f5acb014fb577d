"""One import into the database, within one transaction: new, changed and ended entries."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

import sqlalchemy as sa

from detector.registry.protocol import (
    REPEATED,
    EntryRow,
    ImportRequest,
    ImportResult,
    RejectedRow,
    Snapshot,
)
from detector.registry.snapshots import adds_information, check_order, state_id, whole_years
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    PERIOD,
    SNAPSHOT,
    entry_of,
    row_of,
    snapshot_of,
)
from detector.registry.sql.title_store import TitleWriter, title_set
from detector.registry_replies import Period

_BATCH = 1_000
# The lists are parameters: within an expression they would lie in a cycle, and stay until it is collected.
_IN_BATCH: sa.BindParameter[Any] = sa.bindparam("batch", expanding=True)
_CURRENT = sa.select(ENTRY.c.row, ENTRY.c.first, ENTRY.c.titles, *ENTRY_COLUMNS).where(
    ENTRY.c.number.in_(_IN_BATCH), ENTRY.c.gone.is_(None)
)
_OF_BATCH = sa.update(ENTRY).where(ENTRY.c.row.in_(_IN_BATCH))


class Import:
    """The work of one import; the caller commits or rolls back."""

    def __init__(
        self, connection: sa.Connection, newest: int, request: ImportRequest, complete: Sequence[Period]
    ) -> None:
        """``newest`` is the number of the newest snapshot, 0 for none; ``complete`` are the known periods."""
        self._connection, self._request, self._complete = connection, request, complete
        self._seq = newest + 1
        self._counts = {"rows": 0, "added": 0, "changed": 0, "ended": 0}
        self._rejected: list[RejectedRow] = []
        self._sheets: dict[str, None] = {}
        self._titles = TitleWriter(connection)

    def run(self, rows: Iterable[EntryRow | RejectedRow]) -> ImportResult:
        """Write all rows. The result has no snapshot where the caller is to roll back."""
        query = sa.select(SNAPSHOT).where(SNAPSHOT.c.seq == self._seq - 1)
        row = self._connection.execute(query).mappings().first()
        newest = snapshot_of(row) if row else None
        check_order(newest, self._request)
        # Entries refer to their snapshot, so its row comes first; its counts are written at the end.
        snapshot = self._snapshot(newest)
        self._connection.execute(sa.insert(SNAPSHOT), {"seq": self._seq, **asdict(snapshot)})
        stream = iter(rows)
        while batch := list(islice(stream, _BATCH)):
            self._write(batch)
        self._titles.close()
        is_refused = bool(self._rejected) and not self._request.skip_rejected
        if not is_refused:
            for period in self._request.complete:
                self._end_unlisted(period)
        changes = self._counts["added"] + self._counts["changed"] + self._counts["ended"]
        rejected = tuple(self._rejected)
        if is_refused or not adds_information(newest, self._request, changes, self._complete):
            return ImportResult(None, self._counts["rows"], rejected)
        snapshot = self._snapshot(newest)
        counted = sa.update(SNAPSHOT).where(SNAPSHOT.c.seq == self._seq).values(**asdict(snapshot))
        self._connection.execute(counted)
        for period in self._request.complete:
            self._connection.execute(sa.insert(PERIOD), {"seq": self._seq, **asdict(period)})
        return ImportResult(snapshot, self._counts["rows"], rejected)

    def _snapshot(self, newest: Snapshot | None) -> Snapshot:
        return Snapshot(
            id=state_id(newest.id if newest else "", self._request),
            file=self._request.file,
            sha256=self._request.sha256,
            dated=self._request.dated,
            skipped=len(self._rejected),
            kind="import",
            by=self._request.by,
            sheets=tuple(self._sheets),
            **self._counts,
        )

    def _write(self, batch: Sequence[EntryRow | RejectedRow]) -> None:
        """Write what is new and what changed; end the rows that are replaced.

        A further row with other data on a number is rejected.
        """
        self._counts["rows"] += len(batch)
        rows: dict[str, EntryRow] = {}
        for one in batch:
            if isinstance(one, RejectedRow):
                self._rejected.append(one)
                continue
            if one.sheet:
                self._sheets[one.sheet] = None
            if rows.setdefault(one.entry.number, one).entry != one.entry:
                self._rejected.append(RejectedRow(one.line, "", REPEATED, one.sheet))
        found = self._connection.execute(_CURRENT, {"batch": list(rows)})
        current = {held["number"]: held for held in found.mappings()}
        new: list[dict[str, Any]] = []
        replaced: list[int] = []
        for number, row in rows.items():
            held = current.get(number)
            old = None if held is None else entry_of(held)
            if old == row.entry:
                continue
            if held is not None and held["first"] == self._seq:  # an earlier batch of this list brought it
                self._rejected.append(RejectedRow(row.line, "", REPEATED, row.sheet))
                continue
            has_its_titles = old is not None and title_set(old.title, old.aliases) == title_set(
                row.entry.title, row.entry.aliases
            )
            titles = held["titles"] if held and has_its_titles else self._titles.add(row.entry)
            new.append(row_of(row.entry) | {"first": self._seq, "confirmed": self._seq, "titles": titles})
            replaced += [held["row"]] if held is not None else []
        self._update(replaced, gone=self._seq)
        if new:
            self._connection.execute(sa.insert(ENTRY), new)
        self._counts["changed"] += len(replaced)
        self._counts["added"] += len(new) - len(replaced)
        if self._request.complete:
            unchanged = {held["row"] for held in current.values()}.difference(replaced)
            self._update(sorted(unchanged), confirmed=self._seq)

    def _update(self, rows: Sequence[int], **values: int) -> None:
        if rows:
            self._connection.execute(_OF_BATCH.values(**values), {"batch": rows})

    def _end_unlisted(self, period: Period) -> None:
        """End the issuer's entries of the period that this list does not have.

        The condition is that of :func:`detector.registry.snapshots.was_issued_within`, in SQL.
        """
        years = whole_years(period)
        by_year = ENTRY.c.issued_on.is_(None) & ENTRY.c.year.between(years.start, years.stop - 1)
        unlisted = sa.update(ENTRY).where(
            ENTRY.c.issuer == period.issuer,
            ENTRY.c.gone.is_(None),
            sa.func.coalesce(ENTRY.c.confirmed, 0) < self._seq,
            ENTRY.c.issued_on.between(period.first, period.last) | by_year,
        )
        self._counts["ended"] += self._connection.execute(unlisted.values(gone=self._seq)).rowcount
