"""A registry in memory: for tests, and for programs that hold their list themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detector.records import Marker
from detector.registry.number_keys import NEAR_SHOWN, chosen, key_of_entry, key_of_marker, near, periods_of
from detector.registry.protocol import (
    REPEATED,
    Candidate,
    Contents,
    Delivery,
    Receipt,
    Rejected,
    Row,
    Snapshot,
)
from detector.registry.snapshots import check_order, is_news, lies_within, seen_on, state_id
from detector.registry.title_index import TitleIndex, best_entries, titles_of
from detector.registry_replies import Absent, Entry, Period


@dataclass(frozen=True, slots=True)
class _State:
    snapshot: Snapshot
    entries: dict[str, Entry]
    complete: tuple[Period, ...]


class MemoryRegistry:
    """Keeps every state whole; good for some thousand entries."""

    def __init__(self) -> None:
        self._states: list[_State] = []

    def snapshot(self, as_of: date) -> Snapshot | None:
        """The state that a day sees; ``None`` for an empty registry."""
        state = self._state(as_of)
        return state.snapshot if state else None

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""
        state = self._state(as_of)
        if state is None:
            return Absent()
        key = key_of_marker(marker)
        same = [entry for entry in state.entries.values() if key_of_entry(entry) == key]
        if found := chosen(marker, same):
            return found
        neighbours = (near(marker, entry) for entry in state.entries.values())
        shown = sorted(filter(None, neighbours), key=lambda other: other.number)[:NEAR_SHOWN]
        return Absent(periods_of(key, state.complete), tuple(shown))

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first."""
        owners = [entry for entry in self.entries(as_of) for _ in titles_of(entry)]
        index = TitleIndex(name for entry in self.entries(as_of) for name in titles_of(entry))
        return best_entries(index, title, limit, lambda places: [owners[place] for place in places])

    def entries(self, as_of: date) -> Iterator[Entry]:
        """All entries, in the order of their numbers."""
        state = self._state(as_of)
        held = state.entries if state else {}
        yield from (held[number] for number in sorted(held))

    def contents(self, as_of: date) -> Contents:
        """Counts, periods and imports."""
        state, held = self._state(as_of), list(self.entries(as_of))
        seen = self._states[: self._states.index(state) + 1] if state else []
        return Contents(
            entries=len(held),
            by_issuer=dict(sorted(Counter(entry.issuer or "" for entry in held).items())),
            by_category=dict(sorted(Counter(entry.category or "" for entry in held).items())),
            by_status=dict(sorted(Counter(entry.status for entry in held).items())),
            complete=state.complete if state else (),
            snapshots=tuple(past.snapshot for past in seen),
        )

    def take(self, rows: Iterable[Row | Rejected], delivery: Delivery) -> Receipt:
        """Import a list, all of it or nothing."""
        last = self._states[-1] if self._states else None
        newest = last.snapshot if last else None
        check_order(newest, delivery)
        old = last.entries if last else {}
        count, new, rejected = _sorted_out(rows)
        if rejected and not delivery.skip_rejected:
            return Receipt(None, count, rejected)
        ended = {
            number
            for number, entry in old.items()
            if number not in new and any(lies_within(entry, period) for period in delivery.complete)
        }
        added = sum(number not in old for number in new)
        changed = sum(number in old and old[number] != entry for number, entry in new.items())
        known = last.complete if last else ()
        if not is_news(newest, delivery, added + changed + len(ended), known):
            return Receipt(None, count, rejected)
        snapshot = Snapshot(
            id=state_id(newest.id if newest else "", delivery),
            file=delivery.file,
            sha256=delivery.sha256,
            dated=delivery.dated,
            rows=count,
            added=added,
            changed=changed,
            ended=len(ended),
            skipped=len(rejected),
        )
        kept = {number: entry for number, entry in old.items() if number not in ended}
        complete = tuple(dict.fromkeys((*known, *delivery.complete)))
        self._states.append(_State(snapshot, kept | new, complete))
        return Receipt(snapshot, count, rejected)

    def _state(self, as_of: date) -> _State | None:
        snapshot = seen_on([state.snapshot for state in self._states], as_of)
        return next((state for state in self._states if state.snapshot is snapshot), None)


def _sorted_out(rows: Iterable[Row | Rejected]) -> tuple[int, dict[str, Entry], tuple[Rejected, ...]]:
    count, new, rejected = 0, dict[str, Entry](), list[Rejected]()
    for row in rows:
        count += 1
        if isinstance(row, Rejected):
            rejected.append(row)
        elif new.setdefault(row.entry.number, row.entry) != row.entry:
            rejected.append(Rejected(row.line, "", REPEATED))
    return count, new, tuple(rejected)
