"""What every reader of a file gives: tables, one after the other, as rows of cells with their lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from detector.errors import UsageError
from detector.registry.protocol import LeftOut

Cells: TypeAlias = Sequence[object]
Row: TypeAlias = tuple[int, Cells | dict[str, object]]
"""A line, from 1, and the cells in order or a JSON object."""


class Table(NamedTuple):
    """One table of a file. ``name`` is its sheet or page, empty where a file has no such names."""

    name: str
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a file; ``done`` gives the share of the file that was read, 0 to 1.

    ``left_out`` are sheets that were not opened at all, and why.
    """

    tables: Iterator[Table]
    done: Callable[[], float]
    left_out: list[LeftOut] = field(default_factory=list)


def choose_sheets(
    file: Path, sheets: Sequence[tuple[str, bool]], chosen: Sequence[str]
) -> tuple[list[str], list[LeftOut]]:
    """The sheets to be read, those not hidden or the ``chosen`` ones, and those left out, with why.

    ``sheets`` are names, each with whether it is hidden. Raises ``UsageError`` for one that is not there.
    """
    names = [name for name, _ in sheets]
    if unknown := [name for name in chosen if name not in names]:
        raise UsageError(f"--sheet: {unknown[0]!r} is no sheet of {file}", f"it has {', '.join(names)}")
    wanted = list(chosen) or [name for name, is_hidden in sheets if not is_hidden]
    others = [(name, is_hidden) for name, is_hidden in sheets if name not in wanted]
    left_out = [LeftOut(name, 0, "hidden sheet") for name, is_hidden in others if is_hidden]
    left_out += [LeftOut(name, 0, "not chosen") for name, is_hidden in others if not is_hidden]
    return wanted, left_out


def counted_tables(tables: Iterable[tuple[str, Sequence[Cells]]]) -> Tables:
    """Tables that are all in memory; lines are counted through the file, anew for each name."""
    found = list(tables)
    total = max(1, sum(len(rows) for _, rows in found))
    read = 0

    def numbered() -> Iterator[Table]:
        lines: dict[str, int] = {}
        for name, rows in found:
            begin = lines.get(name, 0)
            lines[name] = begin + len(rows)
            yield Table(name, counted(begin, rows))

    def counted(begin: int, rows: Sequence[Cells]) -> Iterator[Row]:
        nonlocal read
        for line, cells in enumerate(rows, begin + 1):
            read += 1
            yield line, cells

    return Tables(numbered(), lambda: min(1.0, read / total))
