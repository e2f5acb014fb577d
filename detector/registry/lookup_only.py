"""A look-up of numbers in the place of a registry: what it cannot do is refused in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NoReturn, TypeVar, get_args

from detector.errors import SetupError, UsageError
from detector.plugins import PROMISES
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

_Answer = TypeVar("_Answer")


def completed(lookup: RegistryLookup) -> OpenRegistry:
    """The same object if it is a whole registry, else one that asks it for numbers and does nothing more."""
    return lookup if isinstance(lookup, OpenRegistry) else _LookupOnly(lookup)


class _LookupOnly:
    def __init__(self, lookup: RegistryLookup) -> None:
        self._lookup = lookup

    def snapshot(self, as_of: date) -> RegistryState | None:
        return self._checked(self._lookup.snapshot(as_of), RegistryState | None)

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        return self._checked(self._lookup.find(marker, as_of), Entry | Absent)

    def _checked(self, answer: _Answer, what: Any) -> _Answer:  # noqa: ANN401  (a union of classes)
        if not isinstance(answer, what):
            told = (
                f"the registry {type(self._lookup).__name__} gave {type(answer).__name__}, no {_names(what)}"
            )
            raise SetupError(told, PROMISES)
        return answer

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


def _names(union: object) -> str:
    return " and no ".join(kind.__name__ for kind in get_args(union))
