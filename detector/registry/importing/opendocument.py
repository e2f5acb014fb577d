"""Lists in OpenDocument workbooks (ODS), sheet by sheet."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from detector.errors import InputError
from detector.registry.importing.archives import MAX_CELLS, MAX_REPEATED, check_archive, check_count
from detector.registry.importing.tables import Cells, Table, Tables, choose_sheets

_HINT = "save it anew as XLSX, or as CSV"
_CHUNK = 1 << 16
_MAX_MANIFEST = 1 << 20
_DEEPEST = 200
"""Elements within each other."""
_MOST_ROWS, _WIDEST = 1 << 20, 1 << 14
"""Rows of a sheet, cells of a row."""
_LONGEST_CELL, _LONGEST_SPACE = 1 << 20, 100
"""Characters of a cell, and of spaces whose number is written."""

_OFFICE, _TABLE_NS, _TEXT, _STYLE_NS = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("office", "table", "text", "style")
)
_SPREADSHEET, _TABLE, _ROW = f"{_OFFICE}spreadsheet", f"{_TABLE_NS}table", f"{_TABLE_NS}table-row"
_CELL, _COVERED = f"{_TABLE_NS}table-cell", f"{_TABLE_NS}covered-table-cell"
_STYLE, _PROPERTIES = f"{_STYLE_NS}style", f"{_STYLE_NS}table-properties"
_PARAGRAPH, _SPACES = f"{_TEXT}p", f"{_TEXT}s"
_SIGNS = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": " "}
_BESIDE_THE_TEXT = (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text")
_VALUES = {
    "date": f"{_OFFICE}date-value",
    "string": f"{_OFFICE}string-value",
    **dict.fromkeys(("float", "currency", "percentage"), f"{_OFFICE}value"),
}
"""Kind of a cell → where its value stands; else it is what a person sees."""


class _Found(NamedTuple):
    """A row, or several alike from ``line`` on; ``place`` and ``sheet`` are those of its sheet."""

    place: int
    sheet: str
    line: int
    cells: Cells
    times: int


def open_opendocument(file: Path, source: BinaryIO, chosen: Sequence[str] = ()) -> Tables:
    """The sheets of a workbook, those that a person sees, or those that are ``chosen`` by name.

    Raises ``InputError`` for what is no workbook, ``UsageError`` for a sheet that it does not have.
    python-calamine does not say which cells of these are merged, and shows what lies under them.
    """
    check_archive(file, source)
    archive = zipfile.ZipFile(source)
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read(_MAX_MANIFEST):
                raise InputError(f"{file}: is encrypted", "save it without a password")
    names = _Content(file, frozenset())
    for _ in _found(archive, names):
        pass
    wanted, left_out = choose_sheets(file, names.sheets, chosen)
    content = _Content(file, frozenset(wanted))
    sheets = groupby(_found(archive, content), key=itemgetter(0, 1))
    tables = (
        Table(name, ((one.line + step, one.cells) for one in rows for step in range(one.times)))
        for (_, name), rows in sheets
    )
    return Tables(tables, lambda: min(1.0, content.read / max(1, names.read)), left_out)


def _found(archive: zipfile.ZipFile, content: "_Content") -> Iterator[_Found]:
    with archive.open("content.xml") as source:
        while chunk := source.read(_CHUNK):
            yield from content.rows(chunk)
        yield from content.rows(b"")


class _Content:
    """Reads the content of a workbook piece by piece.

    ``sheets`` are the names so far, each with whether it is hidden; ``read`` counts bytes.
    """

    def __init__(self, file: Path, wanted: frozenset[str]) -> None:
        """``wanted`` are the names of the sheets whose rows are read."""
        self.sheets: list[tuple[str, bool]] = []
        self.read = 0
        self._file, self._wanted = file, wanted
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._add
        self._path: list[str] = []
        self._style, self._hidden_styles = "", set[str]()
        self._sheet: _Sheet | None = None
        self._cell: Mapping[str, str] = {}
        self._text: list[str] = []
        self._length = self._paragraph_at = self._beside = 0
        self._complete: list[_Found] = []

    def rows(self, chunk: bytes) -> list[_Found]:
        """The rows that are complete with the next bytes; none ends the file. Raises ``InputError``."""
        self.read += len(chunk)
        try:
            self._parser.Parse(chunk, not chunk)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise InputError(f"{self._file}: no readable workbook: {error}", _HINT) from None
        complete, self._complete = self._complete, []
        return complete

    def _refuse_document_type(self, *_: object) -> None:
        raise InputError(f"{self._file}: a workbook with a document type", _HINT)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        around = self._path[-1] if self._path else ""
        self._path.append(tag)
        check_count(self._file, "elements within each other", len(self._path), _DEEPEST)
        if tag == _STYLE:
            self._style = attributes.get(f"{_STYLE_NS}name", "")
        elif tag == _PROPERTIES and attributes.get(f"{_TABLE_NS}display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == _TABLE and around == _SPREADSHEET:
            name = attributes.get(f"{_TABLE_NS}name", "")
            self.sheets.append((name, attributes.get(f"{_TABLE_NS}style-name") in self._hidden_styles))
            self._sheet = _Sheet(self._file, name, len(self.sheets)) if name in self._wanted else None
        elif self._sheet and tag == _TABLE:
            raise InputError(f"{self._file}: a table within a cell", _HINT)
        elif self._sheet and tag == _ROW:
            self._sheet.alike = _number(attributes, f"{_TABLE_NS}number-rows-repeated", _MOST_ROWS)
        elif tag in (_CELL, _COVERED):
            self._cell, self._text, self._length = attributes, [], 0
        else:
            self._start_text(tag, around, attributes)

    def _start_text(self, tag: str, around: str, attributes: Mapping[str, str]) -> None:
        if tag == _PARAGRAPH and around == _CELL:
            self._paragraph_at = len(self._path)
            self._add("\n" if self._text else "")
        elif tag in _BESIDE_THE_TEXT:
            self._beside += 1
        elif tag == _SPACES:
            self._add(" " * _number(attributes, f"{_TEXT}c", _LONGEST_SPACE))
        elif tag in _SIGNS:
            self._add(_SIGNS[tag])

    def _end(self, tag: str) -> None:
        if len(self._path) == self._paragraph_at:
            self._paragraph_at = 0
        self._path.pop()
        if tag in _BESIDE_THE_TEXT:
            self._beside -= 1
        elif tag == _TABLE:
            self._sheet = None
        elif self._sheet and tag == _ROW:
            self._complete += self._sheet.end_row()
        elif self._sheet and tag == _CELL:
            self._sheet.add(self._cell, _value(self._cell, "".join(self._text)))
        elif self._sheet and tag == _COVERED:
            self._sheet.add_covered(self._cell)

    def _add(self, text: str) -> None:
        """Note what stands in a paragraph of a cell."""
        if self._sheet and self._paragraph_at and not self._beside:
            self._length += len(text)
            check_count(self._file, "characters of a cell", self._length, _LONGEST_CELL)
            self._text.append(text)


class _Sheet:
    """Puts the cells of a sheet together; those that are merged have their content in each row and column."""

    def __init__(self, file: Path, name: str, place: int) -> None:
        self.alike = 1
        """How often the row stands there that is read now."""
        self._file, self._name, self._place = file, name, place
        self._line = 1
        self._cells: list[str | date] = []
        self._empty = 0  # cells after those, none of which has content so far
        # Column → last line of a merged cell, its content.
        self._merged: dict[int, tuple[int, str | date]] = {}
        self._merged_to = 0  # the last line of them all
        self._count = self._length = 0

    def add(self, attributes: Mapping[str, str], content: str | date) -> None:
        """Add a cell, or several that are alike."""
        times = _number(attributes, f"{_TABLE_NS}number-columns-repeated", _WIDEST)
        wide = _number(attributes, f"{_TABLE_NS}number-columns-spanned", _WIDEST)
        high = _number(attributes, f"{_TABLE_NS}number-rows-spanned", _MOST_ROWS)
        self._note(content, times)
        if content and max(wide, high) > 1:
            left = len(self._cells) - 1
            self._check_row(left + wide)
            last = self._line + high - 1
            self._merged |= dict.fromkeys(range(left, left + wide), (last, content))
            self._merged_to = max(self._merged_to, last)

    def add_covered(self, attributes: Mapping[str, str]) -> None:
        """Add cells that are part of merged ones."""
        times = _number(attributes, f"{_TABLE_NS}number-columns-repeated", _WIDEST)
        if self._line > self._merged_to:
            self._empty += times
            return
        self._check_row(len(self._cells) + times)
        for _ in range(times):
            last, content = self._merged.get(len(self._cells) + self._empty, (0, ""))
            self._note(content if self._line <= last else "", 1)

    def _note(self, content: str | date, times: int) -> None:
        if content:
            self._check_row(len(self._cells) + self._empty + times)
            self._cells += [""] * self._empty + [content] * times
            self._empty = 0
        else:
            self._empty += times

    def _check_row(self, wide: int) -> None:
        """Check how wide a row is to become, and count its cells."""
        check_count(self._file, f"cells of a row in {self._name}", wide, _WIDEST)
        self._check_cells(wide - len(self._cells))

    def end_row(self) -> Iterator[_Found]:
        """The row, or nothing but an empty one for any number of empty ones."""
        cells, count, line = self._cells, self.alike, self._line
        self._cells, self._empty, self._line = [], 0, line + count
        if cells:
            check_count(self._file, f"rows in {self._name}", self._line - 1, _MOST_ROWS)
            self._check_cells(len(cells) * (count - 1))
            self._length += sum(len(cell) for cell in cells if isinstance(cell, str)) * count
            check_count(self._file, f"bytes of text in {self._name}", self._length, MAX_REPEATED)
        yield _Found(self._place, self._name, line, cells, count if cells else 1)

    def _check_cells(self, further: int) -> None:
        self._count += further
        check_count(self._file, f"cells in {self._name}", self._count, MAX_CELLS)


def _value(attributes: Mapping[str, str], shown: str) -> str | date:
    """What a cell holds; ``shown`` is what a person sees."""
    kind = attributes.get(f"{_OFFICE}value-type", "")
    value = attributes.get(_VALUES.get(kind, ""), shown)
    if kind == "date":
        with suppress(ValueError):
            return date.fromisoformat(value[:10])
    return value


def _number(attributes: Mapping[str, str], name: str, most: int) -> int:
    """A whole number from 1 to ``most``, 1 where there is none."""
    value = attributes.get(name, "1")
    return max(1, min(int(value), most)) if value.isdecimal() else 1
