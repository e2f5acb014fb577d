"""The rules of the sequence of snapshots, the same for every registry."""

import hashlib
from collections.abc import Sequence
from datetime import date

from detector.errors import UsageError
from detector.registry.protocol import ImportRequest, Snapshot
from detector.registry_replies import Entry, Period


def snapshot_on(snapshots: Sequence[Snapshot], as_of: date) -> Snapshot | None:
    """The snapshot that a day sees; ``snapshots`` are in the order of their import."""
    newest = next((snapshot for snapshot in reversed(snapshots) if snapshot.dated <= as_of), None)
    return newest or next(iter(snapshots), None)


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
