"""What every registry can do, wherever it keeps its entries, and the records that only it has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from detector.records import Marker
from detector.registry_replies import Absent, Entry, Period

REPEATED = "the number stands in an earlier row, with other data"
"""Why a row is rejected that says of a number what an earlier row of the same list does not."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One import: the state of the registry after it.

    ``id`` names the whole state, equal for equal histories. ``dated`` is the day on which the list was true.
    ``rows`` were read; of them ``added`` and ``changed`` entries came, ``ended`` are listed no more.
    """

    id: str
    file: str
    sha256: str
    dated: date
    rows: int
    added: int
    changed: int
    ended: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Row:
    """An entry and the line of the list on which it stands."""

    line: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, and why. ``column`` is the list's own heading, empty for the whole row."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A list that is to be imported.

    ``dated`` is the day on which it is true. ``complete`` are the issuers and periods of which it says
    everything: what the registry had of them and the list has not is ended. ``mapping`` is the text of the
    file that says which column is which. With ``skip_rejected`` good rows are taken though others are bad.
    """

    file: str
    sha256: str
    dated: date
    complete: tuple[Period, ...] = ()
    mapping: str = ""
    skip_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a delivery. ``snapshot`` is ``None`` where nothing was changed in the registry."""

    snapshot: Snapshot | None
    rows: int
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry whose title, or an alias of it, is like the one asked for; ``likeness`` is 0 to 1."""

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


class Registry(Protocol):
    """Entries by day.

    A day sees the newest snapshot dated on it or before; a day before the first snapshot sees the first.
    Every method raises ``RegistryError`` where the registry cannot be read or written.
    """

    def snapshot(self, as_of: date) -> Snapshot | None:
        """The state that a day sees; ``None`` for an empty registry."""

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:
        """The entries with the most similar titles, best first."""

    def entries(self, as_of: date) -> Iterator[Entry]:
        """All entries, in the order of their numbers."""

    def contents(self, as_of: date) -> Contents:
        """Counts, periods and imports."""

    def take(self, rows: Iterable[Row | Rejected], delivery: Delivery) -> Receipt:
        """Import a list, all of it or nothing."""
