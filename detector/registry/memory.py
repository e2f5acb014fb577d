"""A registry in memory: for tests, and for programs that hold their list themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from detector.records import Marker
from detector.registry import matching
from detector.registry.protocol import (
    REPEATED,
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
from detector.registry.snapshots import (
    adds_information,
    check_dramas,
    check_order,
    drama_key,
    issue_as_import,
    numbered,
    snapshot_on,
    state_id,
    undone_by,
    was_issued_within,
)
from detector.registry.title_index import PER_SHOWN, TitleIndex, best_entries, titles_of
from detector.registry_replies import Absent, Entry, Period


@dataclass(frozen=True, slots=True)
class _State:
    snapshot: Snapshot
    entries: dict[str, Entry]
    complete: tuple[Period, ...]


def _of(request: IssueRequest) -> tuple[str, str, int]:
    return request.issuer, request.series, request.year


class MemoryRegistry:
    """Keeps a whole copy of every state; good for some thousand entries."""

    def __init__(self) -> None:
        self._states: list[_State] = []
        self._counters: dict[tuple[str, str, int], int] = {}
        self._dramas: dict[tuple[str, str], Entry] = {}
        self._issued: set[str] = set()
        self._issuing = Lock()

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
        found = TitleIndex(name for name, _ in named).best(title, PER_SHOWN * limit)
        return best_entries(found, title, limit, lambda place: named[place][1])

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
        sheets: dict[str, None] = {}
        for row in rows:
            count += 1
            if isinstance(row, RejectedRow):
                wrong.append(row)
                continue
            if row.sheet:
                sheets[row.sheet] = None
            if new.setdefault(row.entry.number, row.entry) != row.entry:
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
            by=request.by,
            sheets=tuple(sheets),
        )
        current = {number: entry for number, entry in old.items() if number not in ended} | new
        complete = tuple(dict.fromkeys((*known, *request.complete)))
        self._states.append(_State(snapshot, current, complete))
        return ImportResult(snapshot, count, rejected)

    def revert(self, snapshot_id: str, by: str | None = None) -> Snapshot:
        """Undo the newest import that is not undone yet."""
        snapshots = [state.snapshot for state in self._states]
        place = undone_by(snapshots, snapshot_id)
        before = self._states[place - 1] if place else None
        issued = {
            number: entry
            for state in self._states[place + 1 :]
            if state.snapshot.kind == "issue"
            for number, entry in state.entries.items()
            if number in self._issued
        }
        now, then = self._states[-1].entries, (dict(before.entries) if before else {}) | issued
        request = ImportRequest(snapshot_id, "0" * 64, snapshots[-1].dated)
        snapshot = Snapshot(
            id=state_id(snapshots[-1].id, request),
            file=snapshot_id,
            sha256=request.sha256,
            dated=request.dated,
            rows=0,
            added=len(then.keys() - now.keys()),
            changed=sum(number in now and now[number] != entry for number, entry in then.items()),
            ended=len(now.keys() - then.keys()),
            skipped=0,
            kind="revert",
            by=by,
            sheets=(),
        )
        self._states.append(_State(snapshot, then, before.complete if before else ()))
        return snapshot

    def issue(self, dramas: Sequence[Entry], request: IssueRequest) -> IssueResult:
        """Give each drama the issuer's next number and enter it."""
        check_dramas(dramas)
        with self._issuing:
            last = self._states[-1] if self._states else None
            held = dict(last.entries) if last else {}
            check_order(last.snapshot if last else None, issue_as_import(request, ()))
            # What was listed once counts too: a number is never used again.
            ever = (entry for state in self._states for entry in state.entries.values())
            used = {key.serial for key in map(matching.key_of_entry, ever) if key[:3] == _of(request)}
            counter = max([self._counters.get(_of(request), request.first - 1), *map(int, used)])
            found, new = list[Entry](), list[Entry]()
            for drama in dramas:
                known = self._dramas.get((request.issuer, drama_key(drama)))
                if known is None:
                    counter += 1
                    known = numbered(drama, request, counter)
                    new.append(known)
                found.append(held.get(known.number, known))
            repeated = frozenset(entry.number for entry in found) - {entry.number for entry in new}
            if not new:
                return IssueResult(tuple(found), repeated, None)
            self._counters[_of(request)] = counter
            self._dramas |= {(request.issuer, drama_key(entry)): entry for entry in new}
            self._issued |= {entry.number for entry in new}
            asked = issue_as_import(request, new)
            snapshot = Snapshot(
                id=state_id(last.snapshot.id if last else "", asked),
                file=asked.file,
                sha256=asked.sha256,
                dated=asked.dated,
                rows=len(dramas),
                added=len(new),
                changed=0,
                ended=0,
                skipped=0,
                kind="issue",
                by=asked.by,
                sheets=(),
            )
            entries = held | {entry.number: entry for entry in new}
            self._states.append(_State(snapshot, entries, last.complete if last else ()))
            return IssueResult(tuple(found), repeated, snapshot)

    def retitled(self, as_of: date) -> Iterator[tuple[Entry, str]]:
        """Entries whose number had another title before."""
        state = self._state(as_of)
        for entry in self.entries(as_of):
            for past in self._states[: self._states.index(state)] if state else ():
                old = past.entries.get(entry.number)
                if old and old.title not in titles_of(entry):
                    yield entry, old.title
                    break

    def _state(self, as_of: date) -> _State | None:
        snapshot = snapshot_on([state.snapshot for state in self._states], as_of)
        return next((state for state in self._states if state.snapshot is snapshot), None)
