"""A list that is a picture as a draft: its rows as they are read, each to be confirmed by a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detector.errors import InputError
from detector.law.tables.queries import Provisions
from detector.registrar import ListFile, list_reader
from detector.registry.importing.lists import ListReader
from detector.registry.importing.tables import Row, Table, Tables
from detector.registry.protocol import LeftOut, RejectedRow
from detector.registry_draft.cell_text import CellText, read_cell
from detector.registry_draft.pages import open_pages
from detector.registry_draft.ruled_tables import Cell, find_tables, levelled
from detector.video.frame import Pixels
from detector.vision.engines.protocol import Engine


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row of the list. ``cells`` go by the headings as read, ``confidence`` is the lowest, 0 to 1.

    ``problem`` says why an import would reject the row, empty where it would not.
    """

    page: int
    row: int
    cells: dict[str, str]
    confidence: float
    problem: str
    picture: Pixels


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of a list, and what on its pages is no row of it."""

    headings: tuple[str, ...]
    rows: tuple[DraftRow, ...]
    ignored: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _ReadRow:
    cells: tuple[str, ...]
    confidence: float
    picture: Pixels


def read_draft(source: ListFile, engine: Engine, provisions: Provisions) -> Draft:
    """Read a photograph or the pages of a PDF. Numbers are parsed as they stand, and never repaired.

    Raises ``InputError`` for a file without a ruled table, or with none that is a list.
    """
    pages = [_read_page(page, engine) for page in open_pages(source.file)]
    if not any(pages):
        hint = "give a sharp picture of a table with rules, turned by less than 5 degrees"
        raise InputError(f"{source.file}: no ruled table on it", hint)
    reader = list_reader(source, provisions)
    rows = tuple(_rows(pages, reader))
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row.cells))
    bare = [LeftOut(f"page {n}", 0, "no ruled table") for n, page in enumerate(pages, 1) if not page]
    return Draft(headings, rows, tuple(reader.ignored), (*bare, *reader.left_out))


def _rows(pages: Sequence[Sequence[Sequence[_ReadRow]]], reader: ListReader) -> Iterator[DraftRow]:
    read: dict[tuple[str, int], _ReadRow] = {}
    numbers = {f"page {number}": number for number in range(1, len(pages) + 1)}
    tables: list[Table] = []
    for name, page in zip(numbers, pages, strict=True):
        line = 0
        for table in page:
            listed: list[Row] = [(line + place, row.cells) for place, row in enumerate(table, 1)]
            read |= {(name, line + place): row for place, row in enumerate(table, 1)}
            line += len(table)
            tables.append(Table(name, listed))
    for found in reader.rows(Tables(iter(tables), lambda: 1.0)):
        row = read[found.sheet, found.line]
        cells = {heading: cell for heading, cell in zip(reader.headings, row.cells, strict=False) if heading}
        problem = ""
        if isinstance(found, RejectedRow):
            problem = f"{found.column}: {found.reason}" if found.column else found.reason
        yield DraftRow(numbers[found.sheet], found.line, cells, row.confidence, problem, row.picture)


def _read_page(page: Pixels, engine: Engine) -> list[list[_ReadRow]]:
    """The rows of each table on a page."""
    level = levelled(page)
    return [_read_table(level, cells, engine) for cells in find_tables(level)]


def _read_table(page: Pixels, cells: Sequence[Cell], engine: Engine) -> list[_ReadRow]:
    wide = max(cell.columns.stop for cell in cells)
    texts: dict[tuple[int, int], CellText] = {}
    for cell in cells:
        text = read_cell(page, cell, engine)
        texts |= {(row, column): text for row in cell.rows for column in cell.columns}
    rows = []
    for number in range(max(cell.rows.stop for cell in cells)):
        found = [texts.get((number, column), CellText("", 1.0)) for column in range(wide)]
        picture = _row_picture(page, [cell for cell in cells if number in cell.rows])
        rows.append(_ReadRow(tuple(one.text for one in found), min(one.confidence for one in found), picture))
    return rows


def _row_picture(page: Pixels, cells: Iterable[Cell]) -> Pixels:
    own = [cell for cell in cells if len(cell.rows) == 1]
    if not own:
        return np.zeros((1, 1, 3), np.uint8)
    top, bottom = min(cell.top for cell in own), max(cell.bottom for cell in own)
    return page[top:bottom, min(cell.left for cell in own) : max(cell.right for cell in own)]
