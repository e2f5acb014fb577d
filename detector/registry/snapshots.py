"""The rules of the sequence of snapshots, the same for every registry."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from detector.errors import UsageError
from detector.registry.protocol import ImportRequest, IssueRequest, Snapshot
from detector.registry_replies import Entry, Period


def snapshot_on(snapshots: Sequence[Snapshot], as_of: date) -> Snapshot | None:
    """The snapshot that a day sees; ``snapshots`` are in the order of their import."""
    newest = next((snapshot for snapshot in reversed(snapshots) if snapshot.dated <= as_of), None)
    return newest or oldest_kept(snapshots)


def oldest_kept(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """What a day before all snapshots sees: the oldest, or if that was undone the state once it was."""
    undoing = {snapshot.file: snapshot for snapshot in snapshots if snapshot.kind == "revert"}
    return undoing.get(snapshots[0].id, snapshots[0]) if snapshots else None


def undone_by(snapshots: Sequence[Snapshot], snapshot_id: str) -> int:
    """The place of the snapshot that a revert is to undo. Raises ``UsageError`` where it may not be."""
    place = next((n for n, snapshot in enumerate(snapshots) if snapshot.id == snapshot_id), None)
    if place is None:
        hint = "`detector registry stats` lists the snapshots"
        raise UsageError(f"{snapshot_id}: there is no such snapshot", hint)
    if snapshots[place].kind != "import":
        hint = "only imports are undone; a number that was issued is withdrawn by a list with its status"
        raise UsageError(f"{snapshot_id}: is no import", hint)
    undone = {snapshot.file for snapshot in snapshots if snapshot.kind == "revert"}
    kept = [one for one in snapshots if one.kind == "import" and one.id not in undone]
    if snapshot_id in undone:
        raise UsageError(f"{snapshot_id}: was undone already", "nothing is to be done")
    if kept[-1].id != snapshot_id:
        hint = "undo later imports first, the newest one first"
        raise UsageError(f"{snapshot_id}: {kept[-1].id} was imported upon it", hint)
    return place


def issue_as_import(request: IssueRequest, entries: Sequence[Entry]) -> ImportRequest:
    """Issued numbers as a list, so that the state after them is named as after an import."""
    content = "\n".join(f"{entry.number}\t{entry.title}\t{entry.institution}" for entry in entries)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return ImportRequest(f"{request.issuer} {request.year}", sha256, request.dated, by=request.by)


def drama_key(drama: Entry) -> str:
    """What makes two dossiers the same drama's: title and institution, by letters and digits alone."""
    return "\n".join(
        "".join(filter(str.isalnum, part)).casefold() for part in (drama.title, drama.institution or "")
    )


def check_dramas(dramas: Sequence[Entry]) -> None:
    """Raise ``UsageError`` where a drama that is to get a number is there twice."""
    seen: set[str] = set()
    for drama in dramas:
        if (key := drama_key(drama)) in seen:
            raise UsageError(f"{drama.title}: stands twice", "leave one of the rows out")
        seen.add(key)


def numbered(drama: Entry, request: IssueRequest, serial: int) -> Entry:
    """A drama with its number, valid from the day of issue."""
    number, digits = request.number_of(serial)
    return replace(
        drama,
        number=number,
        printed=number,
        series=request.series,
        serial=digits,
        issuer=request.issuer,
        year=request.year,
        issued_on=request.dated,
    )


def check_order(newest: Snapshot | None, request: ImportRequest) -> None:
    """Raise ``UsageError`` for a list older than the newest snapshot: it would change past states."""
    if newest and request.dated < newest.dated:
        raise UsageError(
            f"{request.file}: dated {request.dated}, but the registry is already of {newest.dated}",
            "import lists in the order of their days, or into another registry",
        )


def state_id(previous: str, request: ImportRequest) -> str:
    """The name of the state after an import: 16 hexadecimal digits over all that led to it."""
    complete = [f"{period.issuer}:{period.first}:{period.last}" for period in request.complete]
    parts = [previous, request.sha256, request.mapping, str(request.dated), *complete]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def adds_information(
    newest: Snapshot | None, request: ImportRequest, changes: int, complete: Sequence[Period]
) -> bool:
    """Whether a request says anything that the registry does not know: an entry, a day or a period.

    ``changes`` counts the entries that differ, ``complete`` are the periods that the registry has.
    """
    if newest is None:
        return True
    return bool(changes) or request.dated > newest.dated or not set(request.complete) <= set(complete)


def was_issued_within(entry: Entry, period: Period) -> bool:
    """Whether an entry's number was surely given by the period's issuer in the period."""
    if entry.issuer != period.issuer:
        return False
    if entry.issued_on:
        return period.first <= entry.issued_on <= period.last
    return entry.year in whole_years(period)


def whole_years(period: Period) -> range:
    """The years that lie within a period from their first to their last day."""
    first, last = period.first, period.last
    return range(first.year + (first > date(first.year, 1, 1)), last.year + (last == date(last.year, 12, 31)))
