"""A look-up of numbers in the place of a registry: what it cannot do is refused in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NoReturn

from detector.errors import UsageError
from detector.records import Marker
from detector.registry.protocol import (
    Candidate,
    Contents,
    EntryRow,
    ImportRequest,
    ImportResult,
    IssueRequest,
    IssueResult,
    OpenRegistry,
    RegistryLookup,
    RegistryState,
    RejectedRow,
    Snapshot,
)
from detector.registry_replies import Absent, Entry


def completed(lookup: RegistryLookup) -> OpenRegistry:
    """The same object if it is a whole registry, else one that asks it for numbers and does nothing more."""
    return lookup if isinstance(lookup, OpenRegistry) else _LookupOnly(lookup)


class _LookupOnly:
    def __init__(self, lookup: RegistryLookup) -> None:
        self._lookup = lookup

    def snapshot(self, as_of: date) -> RegistryState | None:
        return self._lookup.snapshot(as_of)

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        return self._lookup.find(marker, as_of)

    def similar(self, title: str, as_of: date, limit: int = 5) -> tuple[Candidate, ...]:  # noqa: ARG002
        return _refuse()

    def entries(self, as_of: date) -> Iterator[Entry]:  # noqa: ARG002
        return _refuse()

    def contents(self, as_of: date) -> Contents:  # noqa: ARG002
        return _refuse()

    def import_rows(self, rows: Iterable[EntryRow | RejectedRow], request: ImportRequest) -> ImportResult:  # noqa: ARG002
        return _refuse()

    def revert(self, snapshot_id: str, by: str | None = None) -> Snapshot:  # noqa: ARG002
        return _refuse()

    def issue(self, dramas: Sequence[Entry], request: IssueRequest) -> IssueResult:  # noqa: ARG002
        return _refuse()

    def retitled(self, as_of: date) -> Iterator[tuple[Entry, str]]:  # noqa: ARG002
        return _refuse()

    def check_place(self) -> None:
        """It is first asked by a scan."""

    def close(self) -> None:
        """What it has open is its own."""


def _refuse() -> NoReturn:
    raise UsageError(
        "this registry only answers for numbers", "ask where it is kept, or name another with --registry"
    )
