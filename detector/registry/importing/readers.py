"""Files that hold lists, row by row: CSV, XLSX and XLS, HTML, JSON lines."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from detector.errors import InputError, InputNotFound, InputNotPermitted

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".html", ".htm", ".jsonl")
_CHUNK = 1 << 20
_MAX_CELL = 1 << 20  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a list with their lines, from 1: cells in order, or a JSON object.

    ``None`` in place of cells: the end of a table, after which another may begin. ``done`` gives the share
    of the file that was read, 0 to 1.
    """

    rows: Iterator[tuple[int, Sequence[object] | dict[str, object] | None]]
    done: Callable[[], float]


@contextmanager
def open_sheet(file: Path) -> Iterator[Sheet]:
    """The rows of a file, by its suffix. Raises ``InputError`` naming file and line."""
    kind = file.suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(f"{file}: no list that can be read", f"known are {', '.join(SUFFIXES)}")
    try:
        with file.open("rb") as source:
            yield _OPEN.get(kind, _open_csv)(file, source)
    except FileNotFoundError:
        raise InputNotFound(f"{file}: there is no such file", "check the path") from None
    except PermissionError:
        raise InputNotPermitted(f"{file}: may not be read", "ask for the right to read it") from None
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}", "give a file that can be read") from None


def encoding_of(file: Path, source: BinaryIO) -> str:
    """UTF-8 with or without byte order mark, UTF-16 with one, else GB 18030: what the whole file is in."""
    start = source.read(2)
    source.seek(0)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := source.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            source.seek(0)
            continue
        source.seek(0)
        return encoding
    raise InputError(f"{file}: neither UTF-8 nor GB 18030", "save it as UTF-8 and try again")


def _lines(file: Path, source: BinaryIO) -> tuple[io.TextIOWrapper, Callable[[], float]]:
    size = max(1, file.stat().st_size)
    lines = io.TextIOWrapper(source, encoding_of(file, source), newline="")
    return lines, lambda: lines.buffer.tell() / size


def _open_csv(file: Path, source: BinaryIO) -> Sheet:
    lines, done = _lines(file, source)
    # One delimiter for the whole file, the most frequent one of the first lines: a title above the headings
    # has none.
    sample = list(islice(lines, 50))
    lines.seek(0)
    delimiter = max(",\t;", key=lambda sign: sum(sign in line for line in sample))
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)

    def rows() -> Iterator[tuple[int, Sequence[object]]]:
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"{file}, line {line}: {error}", "check the quotation marks round it") from None

    return Sheet(rows(), done)


def _open_json_lines(file: Path, source: BinaryIO) -> Sheet:
    lines, done = _lines(file, source)

    def rows() -> Iterator[tuple[int, dict[str, object]]]:
        for number, line in enumerate(lines, 1):
            if line.strip():
                reason = "no JSON object"
                try:
                    found = json.loads(line)
                except json.JSONDecodeError as error:
                    found, reason = None, f"no JSON: {error.msg} at character {error.pos + 1}"
                except RecursionError:
                    found, reason = None, "brackets too deep"
                if not isinstance(found, dict):
                    raise InputError(f"{file}, line {number}: {reason}", "write one object per line")
                yield number, found

    return Sheet(rows(), done)


def _open_workbook(file: Path, source: BinaryIO) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  (this format only)

    try:
        book = CalamineWorkbook.from_filelike(source)
        sheets = [book.get_sheet_by_index(place) for place in range(len(book.sheet_names))]
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(f"{file}: no readable workbook: {error}", "save it anew, or as CSV") from None
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) != 1:
        names = ", ".join(sheet.name for sheet in filled) or "none"
        raise InputError(f"{file}: sheets with rows: {names}", "keep the one with the list")
    # Rows come from the sheet's first on, as the spreadsheet counts them; columns from the first with a cell.
    (sheet,) = filled
    begin = sheet.start[1] if sheet.start else 0
    merged = [
        _MergedCells(top, bottom, left - begin, right - begin + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return _counted(_with_merged(sheet.iter_rows(), merged), sheet.total_height)


class _MergedCells(NamedTuple):
    """Cells that are one: its rows, both included, and its columns, from 0, without ``end``."""

    top: int
    bottom: int
    left: int
    end: int


def _with_merged(rows: Iterable[Iterable[object]], merged: Iterable[_MergedCells]) -> Iterator[list[object]]:
    """The rows with the content of merged cells in each of them; a workbook fills only the first."""
    waiting = sorted(merged, reverse=True)
    open_areas: list[tuple[_MergedCells, object]] = []
    for place, row in enumerate(rows):
        cells = list(row)
        while waiting and waiting[-1].top == place:
            area = waiting.pop()
            open_areas += [(area, cells[area.left])] if 0 <= area.left < len(cells) else []
        open_areas = [(area, cell) for area, cell in open_areas if area.bottom >= place]
        for area, cell in open_areas:
            end = min(area.end, len(cells))
            cells[area.left : end] = [cell] * (end - area.left)
        yield cells


def _open_html(file: Path, source: BinaryIO) -> Sheet:
    from detector.registry.importing.html_tables import table_rows  # noqa: PLC0415  (this format only)

    encoding = encoding_of(file, source)
    rows = table_rows(source.read().decode(encoding))
    return _counted(iter(rows), sum(cells is not None for cells in rows))


def _counted(rows: Iterator[Sequence[object] | None], total: int) -> Sheet:
    read = 0

    def counted() -> Iterator[tuple[int, Sequence[object] | None]]:
        nonlocal read
        for cells in rows:
            read += cells is not None
            yield read, cells

    return Sheet(counted(), lambda: min(1.0, read / max(1, total)))


_OPEN: dict[str, Callable[[Path, BinaryIO], Sheet]] = {
    ".jsonl": _open_json_lines,
    ".xlsx": _open_workbook,
    ".xls": _open_workbook,
    ".html": _open_html,
    ".htm": _open_html,
}
