"""A registry in memory: for tests, and for programs that hold their list themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detector.records import Marker
from detector.registry import matching
from detector.registry.protocol import (
    REPEATED,
    Candidate,
    Contents,
    EntryRow,
    ImportRequest,
    ImportResult,
    RejectedRow,
    Snapshot,
)
from detector.registry.snapshots import (
    adds_information,
    check_order,
    snapshot_on,
    state_id,
    was_issued_within,
)
from detector.registry.title_index import TitleIndex, best_entries, titles_of
from detector.registry_replies import Absent, Entry, Period


@dataclass(frozen=True, slots=True)
class _State:
    snapshot: Snapshot
    entries: dict[str, Entry]
    complete: tuple[Period, ...]


class MemoryRegistry:
    """Keeps a whole copy of every state; good for some thousand entries."""

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
        key = matching.key_of_marker(marker)
        same = [entry for entry in state.entries.values() if matching.key_of_entry(entry) == key]
        if found := matching.best_match(marker, same):
            return found
        near = filter(None, (matching.near_match(marker, entry) for entry in state.entries.values()))
        shown = sorted(near, key=lambda other: other.number)[: matching.MAX_NEAR]
        return Absent(tuple(one for one in state.complete if one.issuer == key.issuer), tuple(shown))

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first."""
        named = [(name, entry) for entry in self.entries(as_of) for name in titles_of(entry)]
        index = TitleIndex(name for name, _ in named)
        return best_entries(index, title, limit, lambda places: [named[place][1] for place in places])

    def entries(self, as_of: date) -> Iterator[Entry]:
        """All entries, in the order of their numbers."""
        state = self._state(as_of)
        yield from (entry for _, entry in sorted(state.entries.items())) if state else ()

    def contents(self, as_of: date) -> Contents:
        """Counts, periods and imports."""
        state, entries = self._state(as_of), list(self.entries(as_of))
        past = self._states[: self._states.index(state) + 1] if state else []
        return Contents(
            entries=len(entries),
            by_issuer=dict(sorted(Counter(entry.issuer or "" for entry in entries).items())),
            by_category=dict(sorted(Counter(entry.category or "" for entry in entries).items())),
            by_status=dict(sorted(Counter(entry.status for entry in entries).items())),
            complete=state.complete if state else (),
            snapshots=tuple(one.snapshot for one in past),
        )

    def import_rows(self, rows: Iterable[EntryRow | RejectedRow], request: ImportRequest) -> ImportResult:
        """Import a list, all of it or nothing."""
        last = self._states[-1] if self._states else None
        newest, old, known = (last.snapshot, last.entries, last.complete) if last else (None, {}, ())
        check_order(newest, request)
        count, new, wrong = 0, dict[str, Entry](), list[RejectedRow]()
        for row in rows:
            count += 1
            if isinstance(row, RejectedRow):
                wrong.append(row)
            elif new.setdefault(row.entry.number, row.entry) != row.entry:
                wrong.append(RejectedRow(row.line, "", REPEATED, row.sheet))
        rejected = tuple(wrong)
        if rejected and not request.skip_rejected:
            return ImportResult(None, count, rejected)
        ended = {
            number
            for number, entry in old.items()
            if number not in new and any(was_issued_within(entry, period) for period in request.complete)
        }
        added = len(new.keys() - old.keys())
        changed = sum(number in old and old[number] != entry for number, entry in new.items())
        if not adds_information(newest, request, added + changed + len(ended), known):
            return ImportResult(None, count, rejected)
        snapshot = Snapshot(
            id=state_id(newest.id if newest else "", request),
            file=request.file,
            sha256=request.sha256,
            dated=request.dated,
            rows=count,
            added=added,
            changed=changed,
            ended=len(ended),
            skipped=len(rejected),
        )
        current = {number: entry for number, entry in old.items() if number not in ended} | new
        complete = tuple(dict.fromkeys((*known, *request.complete)))
        self._states.append(_State(snapshot, current, complete))
        return ImportResult(snapshot, count, rejected)

    def _state(self, as_of: date) -> _State | None:
        snapshot = snapshot_on([state.snapshot for state in self._states], as_of)
        return next((state for state in self._states if state.snapshot is snapshot), None)
