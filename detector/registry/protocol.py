"""What every registry can do, wherever it keeps its entries, and the records that only it has."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, runtime_checkable

from detector.records import Marker
from detector.registry_replies import Absent, Entry, Period

REPEATED = "the number stands in an earlier row, with other data"
"""Why a row is rejected whose number stands in an earlier row of the same list with other data."""


SnapshotKind = Literal["import", "issue", "revert"]


@dataclass(frozen=True, slots=True)
class RegistryState:
    """A state of the registry. ``id`` names it, equal for equal contents: it stands in each recipe.

    ``dated`` is the day on which its newest list was true.
    """

    id: str
    dated: date


@dataclass(frozen=True, slots=True)
class Snapshot(RegistryState):
    """The state after an import, or after what else changed the registry; ids are equal for equal histories.

    ``rows`` counts the rows read, ``skipped`` those left out; ``added``, ``changed`` and ``ended`` count
    entries: new ones, ones with other data, and ones that are no longer listed. ``kind`` says what made it;
    the ``file`` of a revert is the id of the snapshot that it undid. ``by`` names the user or token that made
    it; ``sheets`` are the sheets or pages of the file with entries, empty where a file has none. Both are
    ``None``, not known, where an earlier version made it.
    """

    file: str
    sha256: str
    rows: int
    added: int
    changed: int
    ended: int
    skipped: int
    kind: SnapshotKind = "import"
    by: str | None = None
    sheets: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry and the line of the list on which it stands; ``sheet`` is empty where a file has none."""

    line: int
    entry: Entry
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be imported, and why. ``column`` is the list's heading, empty for the whole row.

    ``sheet`` is the sheet of a workbook or the page of a PDF, empty where a file has none.
    """

    line: int
    column: str
    reason: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a list is no entry, and why: a row with a total or a note, or with ``line`` 0 a whole sheet.

    ``text`` is what stands there.
    """

    sheet: str
    line: int
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A list that is to be imported.

    ``dated`` is the day on which it is true. ``complete`` names the issuers and periods for which it is
    complete: their entries that are not in the list are ended. ``mapping`` is the text of the file that says
    which column is which. With ``skip_rejected`` good rows are imported although others are rejected. ``by``
    is who imports it, ``None`` if not known.
    """

    file: str
    sha256: str
    dated: date
    complete: tuple[Period, ...] = ()
    mapping: str = ""
    skip_rejected: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import. ``snapshot`` is ``None`` where nothing in the registry was changed."""

    snapshot: Snapshot | None
    rows: int
    rejected: tuple[RejectedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """Numbers that are to be issued, one for each drama.

    ``issuer`` and ``series`` as in the numbers, ``year`` theirs; ``dated`` is the day of issue. ``number_of``
    gives a number in full form and its serial's digits for a serial of at least ``first``. ``by`` is who
    issues them, ``None`` if not known.
    """

    issuer: str
    series: str
    year: int
    dated: date
    number_of: Callable[[int], tuple[str, str]]
    first: int = 1
    by: str | None = None


@dataclass(frozen=True, slots=True)
class IssueResult:
    """The dramas with their numbers, in the order asked for.

    ``repeated`` are the numbers of those that had one from this issuer already; ``snapshot`` is ``None``
    where all had.
    """

    entries: tuple[Entry, ...]
    repeated: frozenset[str]
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry whose title, or an alias, is similar to the text asked for; ``likeness`` is 0 to 1."""

    entry: Entry
    title: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Contents:
    """What a registry holds on a day: counts by value, the periods for which it is complete, the imports."""

    entries: int
    by_issuer: Mapping[str, int]
    by_category: Mapping[str, int]
    by_status: Mapping[str, int]
    complete: tuple[Period, ...]
    snapshots: tuple[Snapshot, ...]


@runtime_checkable
class RegistryLookup(Protocol):
    """What a scan asks of a registry; a look-up of your own, such as a platform's service, needs no more.

    Both methods raise ``RegistryError`` where the registry cannot be asked: it is then silent, and the number
    undecided. Threads may call them at the same time. Any other exception ends the scan.
    """

    def snapshot(self, as_of: date) -> RegistryState | None:
        """The state that a day sees; ``None`` for an empty registry. A scan asks it first, and once."""

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""


class Registry(RegistryLookup, Protocol):
    """Entries by day.

    A day sees the newest snapshot dated on it or before; a day before the first snapshot sees the first.
    Every method raises ``RegistryError`` where the registry cannot be read or written.
    """

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first."""

    def entries(self, as_of: date) -> Iterator[Entry]:
        """All entries, in the order of their numbers."""

    def contents(self, as_of: date) -> Contents:
        """Counts, periods and imports."""

    def import_rows(self, rows: Iterable[EntryRow | RejectedRow], request: ImportRequest) -> ImportResult:
        """Import a list, all of it or nothing."""

    def revert(self, snapshot_id: str, by: str | None = None) -> Snapshot:
        """Undo the newest import that is not undone yet; its entries stay in the history.

        ``by`` is who undoes it. The new snapshot has the day of the newest one: earlier days see what was
        known on them. Numbers issued since stay. Raises ``UsageError`` for a snapshot that is not there, is
        no import, or has a later import upon it.
        """

    def issue(self, dramas: Sequence[Entry], request: IssueRequest) -> IssueResult:
        """Give each drama the issuer's next number and enter it, all of them or none.

        The drama, by title and institution, has one number of an issuer: asked again, it gets the same. A
        number is never used again, whatever became of it. Raises ``UsageError`` for a drama that is there
        twice.
        """

    def retitled(self, as_of: date) -> Iterator[tuple[Entry, str]]:
        """Entries whose number had another title before, that is no alias, with that title."""


@runtime_checkable
class OpenRegistry(Registry, Protocol):
    """A registry that was opened by its address."""

    def check_place(self) -> None:
        """Raise a ``DetectorError`` where there can be no registry; a server need not be asked."""

    def close(self) -> None:
        """Let go of files and connections."""


RegistryPlugin = Callable[[str], RegistryLookup]
"""What an entry point of the group ``detector.registries`` names: it opens an address of its scheme.

Where it gives an :class:`OpenRegistry`, all commands of the registry work on it.
"""
