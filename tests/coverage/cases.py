"""A file with its truth, what a scan said of it, and whether that was a fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Expected = Literal["read", "seen", "hidden", "absent"]
"""What a scan must make of a file.

read: a player shows the number upright and whole, and it must be read. seen: a viewer may make it out; it
need not be read, but must not be missed surely. hidden: nobody can have seen that there is a number or none.
absent: all was there to be seen, and there is no number.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One file. ``argument`` is what is scanned, in the folder ``folder``; ``number`` the only true one."""

    kind: str
    name: str
    folder: Path
    argument: str
    expected: Expected
    number: str | None

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / self.argument


@dataclass(frozen=True, slots=True)
class Row:
    """What a scan said. ``outcome`` is also ``crash`` or ``hang``; ``message`` the error's or the crash's."""

    outcome: str
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    message: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Row":
        """The row that ``asdict`` took apart."""
        numbers, codes, near_misses = (tuple(stored[name]) for name in ("numbers", "codes", "near_misses"))
        return cls(stored["outcome"], numbers, codes, near_misses, stored["message"])


@dataclass(frozen=True, slots=True)
class Graded:
    """A case, its row and its fault, ``None`` where there is none."""

    case: Case
    row: Row
    fault: str | None

    @property
    def is_only_read(self) -> bool:
        """Whether the number was read and yet the episode did not pass."""
        return self.case.expected == "read" and not self.fault and self.row.outcome != "pass"


def grade(case: Case, row: Row) -> Graded:
    """What of a row is a fault, the gravest one first."""
    return Graded(case, row, _fault(case, row))


def _fault(case: Case, row: Row) -> str | None:
    if row.outcome in {"crash", "hang"}:
        return row.outcome
    if case.expected == "absent":
        return None if row.outcome == "fail" else row.outcome
    is_unread = case.expected == "read" and case.number not in row.numbers
    found = (
        (row.outcome == "fail", "false fail"),
        (any(number != case.number for number in row.numbers), "wrong number"),
        (case.expected == "hidden" and row.outcome == "pass", "unfounded pass"),
        (is_unread and row.outcome == "error", "error"),
        (is_unread, "not read"),
    )
    return next((fault for is_so, fault in found if is_so), None)


def faults(graded: Sequence[Graded]) -> list[Graded]:
    """Those with a fault."""
    return [one for one in graded if one.fault]
