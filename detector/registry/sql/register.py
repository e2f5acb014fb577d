"""What a platform writes itself: numbers issued, imports undone; each within one transaction."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from detector.registry.protocol import ImportRequest, IssueRequest, IssueResult, Snapshot, SnapshotKind
from detector.registry.snapshots import (
    check_dramas,
    check_order,
    drama_key,
    issue_as_import,
    numbered,
    state_id,
    undone_by,
)
from detector.registry.sql.queries import is_listed
from detector.registry.sql.schema import (
    COUNTER,
    ENTRY,
    ENTRY_COLUMNS,
    ISSUED,
    PERIOD,
    SNAPSHOT,
    entry_of,
    row_of,
    snapshot_of,
)
from detector.registry.sql.title_store import TitleWriter
from detector.registry_replies import Entry

_ASKED = 500
"""Dramas that are asked for at a time."""


def issue(connection: sa.Connection, dramas: Sequence[Entry], request: IssueRequest) -> IssueResult:
    """Give each drama its number; the caller commits."""
    check_dramas(dramas)
    newest = newest_snapshot(connection)
    check_order(newest[1] if newest else None, issue_as_import(request, ()))
    known = _known(connection, request.issuer, dramas)
    new_dramas = [drama for drama in dramas if drama_key(drama) not in known]
    if not new_dramas:
        return IssueResult(tuple(known[drama_key(drama)] for drama in dramas), _numbers(known), None)
    last = _last_serial(connection, request, len(new_dramas))
    new = {
        drama_key(drama): numbered(drama, request, serial)
        for serial, drama in enumerate(new_dramas, last + 1)
    }
    asked = issue_as_import(request, list(new.values()))
    snapshot = _snapshot(newest[1] if newest else None, asked, "issue", rows=len(dramas), added=len(new))
    seq = newest[0] + 1 if newest else 1
    connection.execute(sa.insert(SNAPSHOT), {"seq": seq, **asdict(snapshot)})
    titles = TitleWriter(connection)
    rows = [
        row_of(entry) | {"first": seq, "confirmed": seq, "titles": titles.add(entry)}
        for entry in new.values()
    ]
    connection.execute(sa.insert(ENTRY), rows)
    titles.close()
    issued = [
        {"issuer": request.issuer, "drama": drama, "number": entry.number, "seq": seq}
        for drama, entry in new.items()
    ]
    connection.execute(sa.insert(ISSUED), issued)
    of_counter = {"issuer": request.issuer, "series": request.series, "year": request.year}
    is_counter = sa.and_(*(COUNTER.c[name] == value for name, value in of_counter.items()))
    connection.execute(sa.delete(COUNTER).where(is_counter))
    connection.execute(sa.insert(COUNTER), {**of_counter, "last": last + len(new)})
    found = tuple((known | new)[drama_key(drama)] for drama in dramas)
    return IssueResult(found, _numbers(known), snapshot)


def _numbers(known: dict[str, Entry]) -> frozenset[str]:
    return frozenset(entry.number for entry in known.values())


def _known(connection: sa.Connection, issuer: str, dramas: Sequence[Entry]) -> dict[str, Entry]:
    """The dramas that have a number of this issuer, with their newest form."""
    keys = [drama_key(drama) for drama in dramas]
    numbers: dict[str, str] = {}
    for begin in range(0, len(keys), _ASKED):
        asked = sa.select(ISSUED.c.number, ISSUED.c.drama).where(
            ISSUED.c.issuer == issuer, ISSUED.c.drama.in_(keys[begin : begin + _ASKED])
        )
        numbers |= {row.number: row.drama for row in connection.execute(asked)}
    found: dict[str, Entry] = {}
    listed = list(numbers)
    for begin in range(0, len(listed), _ASKED):
        query = sa.select(*ENTRY_COLUMNS).where(ENTRY.c.number.in_(listed[begin : begin + _ASKED]))
        for row in connection.execute(query.order_by(ENTRY.c.row)).mappings():
            found[numbers[row["number"]]] = entry_of(row)
    return found


def _last_serial(connection: sa.Connection, request: IssueRequest, wanted: int) -> int:
    """The serial after which ``wanted`` ones are free: above all that were ever issued or imported."""
    of_counter = (
        COUNTER.c.issuer == request.issuer,
        COUNTER.c.series == request.series,
        COUNTER.c.year == request.year,
    )
    of_entry = (
        ENTRY.c.key_issuer == request.issuer,
        ENTRY.c.key_series == request.series,
        ENTRY.c.key_year == request.year,
    )
    counted: int | None = connection.execute(sa.select(COUNTER.c.last).where(*of_counter)).scalar()
    if counted is not None:
        last = max(counted, request.first - 1)
        next_ones = [str(serial) for serial in range(last + 1, last + wanted + 1)]
        taken = sa.select(ENTRY.c.row).where(ENTRY.c.key_bare.in_(next_ones), *of_entry).limit(1)
        if connection.execute(taken).first() is None:
            return last
    # What was imported counts, whether or not it is still listed. Serials are kept without leading zeros, so
    # the longest are the highest.
    longest = sa.func.length(ENTRY.c.key_bare).desc()
    highest = sa.select(ENTRY.c.key_bare).where(*of_entry).order_by(longest, ENTRY.c.key_bare.desc()).limit(1)
    return max(request.first - 1, counted or 0, int(connection.execute(highest).scalar() or 0))


def revert(connection: sa.Connection, snapshot_id: str, by: str | None) -> Snapshot:
    """Make the state before an import the newest one, with the numbers issued since; the caller commits."""
    found = connection.execute(sa.select(SNAPSHOT).order_by(SNAPSHOT.c.seq)).mappings().all()
    snapshots = [snapshot_of(row) for row in found]
    place = undone_by(snapshots, snapshot_id)
    before, newest = found[place]["seq"] - 1, found[-1]["seq"]
    seq = newest + 1
    issued_since = [row["seq"] for row in found[place:] if row["kind"] == "issue"]
    request = ImportRequest(snapshot_id, "0" * 64, snapshots[-1].dated, by=by)
    snapshot = _snapshot(snapshots[-1], request, "revert")
    connection.execute(sa.insert(SNAPSHOT), {"seq": seq, **asdict(snapshot)})
    is_to_go = ENTRY.c.gone.is_(None) & ~is_listed(before) & ENTRY.c.first.not_in(issued_since)
    ended = connection.execute(sa.update(ENTRY).where(is_to_go).values(gone=seq)).rowcount
    kept = [column for column in ENTRY.c if column.name not in ("row", "first", "gone")]
    again = sa.select(sa.literal(seq), *kept).where(is_listed(before), ENTRY.c.gone.is_not(None))
    insert = sa.insert(ENTRY).from_select(["first", *(column.name for column in kept)], again)
    connection.execute(insert)
    of_seq = sa.select(sa.func.count()).where(ENTRY.c.first == seq)
    added = connection.execute(of_seq).scalar() or 0
    is_period_to_go = PERIOD.c.gone.is_(None) & (PERIOD.c.seq > before)
    connection.execute(sa.update(PERIOD).where(is_period_to_go).values(gone=seq))
    replaced = _replaced(connection, seq)
    counts = {"added": added - replaced, "changed": replaced, "ended": ended - replaced}
    connection.execute(sa.update(SNAPSHOT).where(SNAPSHOT.c.seq == seq).values(**counts))
    query = sa.select(SNAPSHOT).where(SNAPSHOT.c.seq == seq)
    return snapshot_of(connection.execute(query).mappings().one())


def _replaced(connection: sa.Connection, seq: int) -> int:
    old = ENTRY.alias()
    query = sa.select(sa.func.count()).where(
        ENTRY.c.first == seq, old.c.gone == seq, old.c.number == ENTRY.c.number
    )
    return connection.execute(query).scalar() or 0


def newest_snapshot(connection: sa.Connection) -> tuple[int, Snapshot] | None:
    """The newest snapshot and its number, from 1."""
    query = sa.select(SNAPSHOT).order_by(SNAPSHOT.c.seq.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return (row["seq"], snapshot_of(row)) if row else None


def _snapshot(newest: Snapshot | None, request: ImportRequest, kind: SnapshotKind, **counts: int) -> Snapshot:
    name = state_id(newest.id if newest else "", request)
    none = dict.fromkeys(("rows", "added", "changed", "ended", "skipped"), 0)
    return Snapshot(
        id=name,
        file=request.file,
        sha256=request.sha256,
        dated=request.dated,
        kind=kind,
        by=request.by,
        sheets=(),
        **(none | counts),
    )
