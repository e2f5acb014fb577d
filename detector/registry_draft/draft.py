"""A list that is a picture as a draft: its rows as they are read, each to be confirmed by a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from detector.errors import InputError
from detector.law.tables.queries import Provisions
from detector.registrar import ListFile, list_reader
from detector.registry.importing.lists import ListReader
from detector.registry.importing.tables import Row, Table, Tables
from detector.registry.protocol import LeftOut, RejectedRow
from detector.registry_draft.cell_text import CellText, dark_on_light, read_cell
from detector.registry_draft.cut_edges import cut_edges
from detector.registry_draft.lost_rules import doubted
from detector.registry_draft.pages import open_pages
from detector.registry_draft.ruled_tables import Cell, find_tables
from detector.registry_draft.straightening import straightened
from detector.registry_draft.stray_text import is_covered, is_within, placed, row_of
from detector.registry_draft.unruled_tables import cell_of, find_unruled, letter_height, letters, text_lines
from detector.video.frame import Pixels
from detector.vision.engines.protocol import Engine

_HINT = (
    "give a sharp picture of the whole table, parted by rules, or each row on one line and wide gaps between"
    " columns"
)
_QUARTERS = (0, 2, 1, 3)
"""Turns of a page by 90 degrees, the likeliest first."""
_LEAST_COVERED = 0.6
"""Of a ruled table's area, by its cells."""
_SURELY_UP, _SAMPLED = 0.8, 12
"""How surely so many cells of a page that stands upright are read, at least: chosen, not measured."""


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
class CutOff:
    """An edge of a page's picture, as it was taken, at which the table may be cut off."""

    page: int
    edge: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of a list, and what on its pages is no row of it."""

    headings: tuple[str, ...]
    rows: tuple[DraftRow, ...]
    ignored: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    cut: tuple[CutOff, ...]


@dataclass(frozen=True, slots=True)
class _ReadRow:
    cells: tuple[str, ...]
    confidence: float
    picture: Pixels


@dataclass(frozen=True, slots=True)
class _Page:
    """``strays``: by row, from 0, the texts that stand in none of its cells, empty if not readable."""

    tables: list[list[_ReadRow]]
    strays: dict[int, list[str]]
    cut: tuple[str, ...]


def read_draft(source: ListFile, engine: Engine, provisions: Provisions) -> Draft:
    """Read a photograph or the pages of a PDF. Numbers are parsed as they stand, and never repaired.

    Raises ``InputError`` for a file without a table, or with none that is a list.
    """
    pages = [_read_page(page, engine) for page in open_pages(source.file)]
    if not any(page.tables for page in pages):
        raise InputError(f"{source.file}: no table on it", _HINT)
    reader = list_reader(source, provisions)
    unheaded: list[LeftOut] = []
    rows = tuple(_rows(pages, reader, unheaded))
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row.cells))
    found = [*_left_out(pages), *unheaded, *reader.left_out]
    cut = tuple(CutOff(number, edge) for number, page in enumerate(pages, 1) for edge in page.cut)
    return Draft(headings, rows, tuple(reader.ignored), tuple(dict.fromkeys(found)), cut)


def _left_out(pages: Sequence[_Page]) -> Iterator[LeftOut]:
    for number, page in enumerate(pages, 1):
        if not page.tables:
            yield LeftOut(f"page {number}", 0, "no table")
        for row, texts in page.strays.items():
            yield LeftOut(
                f"page {number}", row + 1, "in no cell of the table", " ".join(text or "?" for text in texts)
            )


def _rows(pages: Sequence[_Page], reader: ListReader, unheaded: list[LeftOut]) -> Iterator[DraftRow]:
    """The rows that are a list's. Cells below no heading are noted, and their row is not sure."""
    read: dict[tuple[str, int], _ReadRow] = {}
    numbers = {f"page {number}": number for number in range(1, len(pages) + 1)}
    tables: list[Table] = []
    for name, page in zip(numbers, pages, strict=True):
        line = 0
        for table in page.tables:
            listed: list[Row] = [(line + place, row.cells) for place, row in enumerate(table, 1)]
            read |= {(name, line + place): row for place, row in enumerate(table, 1)}
            line += len(table)
            tables.append(Table(name, listed))
    for found in reader.rows(Tables(iter(tables), lambda: 1.0)):
        row = read[found.sheet, found.line]
        if lost := [cell for place, cell in enumerate(row.cells) if cell and place in reader.unheaded()]:
            unheaded.append(LeftOut(found.sheet, found.line, "no heading above it", " ".join(lost)))
            row = replace(row, confidence=0.0)
        cells: dict[str, str] = {}
        for heading, cell in zip(reader.headings, row.cells, strict=False):
            if heading and cell not in (known := cells.get(heading, "")):
                row = replace(row, confidence=0.0 if known else row.confidence)
                cells[heading] = f"{known} {cell}".strip()
            elif heading:
                cells.setdefault(heading, cell)
        problem = ""
        if isinstance(found, RejectedRow):
            problem = f"{found.column}: {found.reason}" if found.column else found.reason
        yield DraftRow(numbers[found.sheet], found.line, cells, row.confidence, problem, row.picture)


def _read_page(page: Pixels, engine: Engine) -> _Page:
    """The rows of each table on a page, those of text above the tables first."""
    page = dark_on_light(page)
    level, ink, tables = _upright(straightened(page), engine)
    if not tables:
        return _Page([], {}, ())
    top = min(cell.top for table in tables for cell in table)
    above = [
        [cell_of([piece], 0, range(column, column + 1)) for column, piece in enumerate(line)]
        for line in text_lines(letters(level[:top]))
    ]
    letter_px = letter_height(ink)
    titles = [row for line in above for row in _read_table(level, line, engine, letter_px)]
    found = [piece for line in text_lines(ink) for piece in line if piece.is_high]
    tables = [doubted(table, found) for table in tables]
    pieces = [piece for piece in found if not any(is_covered(table, piece) for table in tables)]
    read: list[list[_ReadRow]] = []
    strays: dict[int, list[str]] = {}
    for table in tables:
        added, others = placed(table, pieces)
        rows = _read_table(level, [*table, *added], engine, letter_px)
        begin = len(titles) + sum(map(len, read))
        for piece in others:
            text = read_cell(level, cell_of([piece], 0, range(1)), engine, letter_px).text
            row = row_of(table, piece)
            if (text or is_within(table, piece)) and row is not None:
                strays.setdefault(begin + row, []).append(text)
                rows[row] = replace(rows[row], confidence=0.0)
        read.append(rows)
    first, *further = read
    return _Page([[*titles, *first], *further], strays, cut_edges(page))


def _upright(level: Pixels, engine: Engine) -> tuple[Pixels, Pixels, list[list[Cell]]]:
    """The page with the side up on which its letters are read surest, these letters, and its tables."""
    found: list[tuple[float, Pixels, Pixels, list[list[Cell]]]] = []
    for quarters in _QUARTERS:
        page = np.ascontiguousarray(np.rot90(level, quarters))
        ink = letters(page)
        tables = _tables(page, ink)
        sureness = _sureness(page, tables, engine, letter_height(ink))
        found.append((sureness, page, ink, tables))
        if sureness > _SURELY_UP:
            break
    return max(found, key=lambda one: one[0])[1:]


def _tables(page: Pixels, ink: Pixels) -> list[list[Cell]]:
    """The tables of a page by its rules; by its gaps where it has none, or most are too faint."""
    ruled = find_tables(page)
    if len(ruled) == 1 and _covered(ruled[0]) < _LEAST_COVERED:
        return find_unruled(page, ink) or ruled
    return ruled or find_unruled(page, ink)


def _covered(cells: Sequence[Cell]) -> float:
    """The share of a table's area that its cells cover, 0 to 1."""
    wide = max(cell.right for cell in cells) - min(cell.left for cell in cells)
    high = max(cell.bottom for cell in cells) - min(cell.top for cell in cells)
    return sum((cell.right - cell.left) * (cell.bottom - cell.top) for cell in cells) / (wide * high)


def _sureness(page: Pixels, tables: Sequence[Sequence[Cell]], engine: Engine, letter_px: float) -> float:
    """How surely the first cells with text are read, 0 to 1."""
    read = (read_cell(page, cell, engine, letter_px) for table in tables for cell in table)
    sampled = list(islice((text.confidence for text in read if text.text or not text.confidence), _SAMPLED))
    return sum(sampled) / len(sampled) if sampled else 0.0


def _read_table(page: Pixels, cells: Sequence[Cell], engine: Engine, letter_px: float) -> list[_ReadRow]:
    wide = max(cell.columns.stop for cell in cells)
    texts: dict[tuple[int, int], CellText] = {}
    for cell in cells:
        text = read_cell(page, cell, engine, letter_px)
        if not cell.is_sure:
            text = text._replace(confidence=0.0)
        texts |= {(row, column): text for row in cell.rows for column in cell.columns}
    rows = []
    for number in range(max(cell.rows.stop for cell in cells)):
        found = [texts.get((number, column), CellText("", 0.0)) for column in range(wide)]
        picture = _row_picture(page, [cell for cell in cells if number in cell.rows])
        rows.append(_ReadRow(tuple(one.text for one in found), min(one.confidence for one in found), picture))
    return rows


def _row_picture(page: Pixels, cells: Iterable[Cell]) -> Pixels:
    own = [cell for cell in cells if len(cell.rows) == 1]
    if not own:
        return np.zeros((1, 1, 3), np.uint8)
    top, bottom = min(cell.top for cell in own), max(cell.bottom for cell in own)
    return page[top:bottom, min(cell.left for cell in own) : max(cell.right for cell in own)]
