"""The rules of the sequence of snapshots, the same for every registry."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from detector.errors import UsageError
from detector.registry.protocol import Delivery, Snapshot
from detector.registry_replies import Entry, Period

_Dated = TypeVar("_Dated", bound=Snapshot)


def seen_on(snapshots: Sequence[_Dated], as_of: date) -> _Dated | None:
    """The snapshot that a day sees; ``snapshots`` are in the order of their import."""
    newest = next((snapshot for snapshot in reversed(snapshots) if snapshot.dated <= as_of), None)
    return newest or next(iter(snapshots), None)


def check_order(newest: Snapshot | None, delivery: Delivery) -> None:
    """Refuse a list older than the newest snapshot, for it would rewrite what earlier verdicts saw."""
    if newest and delivery.dated < newest.dated:
        raise UsageError(
            f"{delivery.file}: dated {delivery.dated}, but the registry is already of {newest.dated}",
            "import lists in the order of their days, or into another registry",
        )


def state_id(previous: str, delivery: Delivery) -> str:
    """The name of the state after a delivery: 16 hexadecimal digits over all that led to it."""
    complete = [f"{period.issuer}:{period.first}:{period.last}" for period in delivery.complete]
    told = [previous, delivery.sha256, delivery.mapping, str(delivery.dated), *complete]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def is_news(newest: Snapshot | None, delivery: Delivery, changes: int, complete: Sequence[Period]) -> bool:
    """Whether a delivery says anything that the registry does not know: an entry, a day or a period.

    ``changes`` counts the entries that differ, ``complete`` are the periods that the registry has.
    """
    if newest is None:
        return True
    return bool(changes) or delivery.dated > newest.dated or not set(delivery.complete) <= set(complete)


def lies_within(entry: Entry, period: Period) -> bool:
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
