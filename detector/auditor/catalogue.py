"""From a catalogue to episodes: CSV, JSON lines, XLSX and Parquet, read row by row in constant memory.

A row that names no video is still a row: it has the reason, its line and its column, so that there are as
many results as rows. A fact that cannot be read is not known, and noted. Columns of other headings are the
user's own and pass through.
"""

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, TextIO

from detector.auditor.episode_fields import CELL_PARSERS, known_fields
from detector.auditor.fsspec_files import open_url
from detector.errors import BadRow, DetectorError, InputError, InputNotFound, InputNotPermitted
from detector.extras import need
from detector.records import Episode, Failure
from detector.registry.importing.columns import Column, Columns, check_unique, mapped_fields
from detector.video.remote_io import is_remote

SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")
_MAX_CELL = 1 << 20  # characters
_SNIFFED_BYTES = 1 << 20
_BATCH_ROWS = 1_000
_MAX_TITLES = 5  # lines above the headings
_TOLD = 50  # headings that an error names
_MAX_COLUMNS = 10_000
"""Columns of a catalogue: a sheet of XLSX, in which they pass through, has 16,384."""
_SEPARATOR = re.compile(r"\ufeff?sep=([,;\t|])\s*")
_NEEDED = ("id", "video")
"""Fields without which a row is no episode."""

Heading = tuple[str, Column | None]
Cells = Sequence[tuple[Heading, object]]


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A row of a catalogue. ``line`` is where it stands, from 1; ``failure`` why it is no episode, if so.

    ``notes`` say which facts could not be read and are not known therefore. ``own``: the user's own columns,
    heading → text.
    """

    line: int
    episode: Episode
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)


def catalogue_columns(mapping: str = "") -> Columns:
    """The known headings, with those of a mapping's text. Raises ``SettingsError`` for a wrong one."""
    return Columns(mapped_fields("--mapping", mapping, known_fields()) if mapping else known_fields())


def read_catalogue(file: str | Path, columns: Columns) -> Iterator[CatalogueRow]:
    """The rows of a catalogue, a file or a URL, in their order; blank ones are left out.

    ``columns`` says which column is which, and is told the headings that it does not know. Raises
    ``InputError`` for a file that cannot be read at all or has no column for videos.
    """
    name = str(file)
    kind = Path(name).suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(f"{name}: no catalogue that can be read", f"known are {', '.join(SUFFIXES)}")
    with _opened(name) as source:
        for row in _READERS.get(kind, _csv)(Path(name), source, columns):
            yield row if isinstance(row, CatalogueRow) else _row(Path(name), *row)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    try:
        with open_url(name) if is_remote(name) else Path(name).open("rb") as source:
            yield source
    except FileNotFoundError:
        raise InputNotFound(f"{name}: there is no such catalogue", "check the path") from None
    except PermissionError:
        raise InputNotPermitted(f"{name}: may not be read", "ask for the right to read it") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}", "give a file that can be read") from None


def _row(file: Path, line: int, cells: Cells) -> CatalogueRow:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    notes: list[str] = []
    own: dict[str, str] = {}
    for (heading, column), cell in cells:
        if cell is None or cell == "" or cell != cell:  # noqa: PLR0124  (NaN)
            continue
        if column is None:
            if heading:
                own[heading] = _own_text(cell)
            continue
        try:
            value = CELL_PARSERS[column.field](cell, column.unit)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            (wrong if column.field in _NEEDED else notes).append(f"column {column.heading}: {error}")
        else:
            if value != "":
                values[column.field] = value
    if "\n" in values.get("video", ""):
        # A quotation mark that is not closed makes one cell of all rows below.
        wrong.append("column video: holds a line break; check the quotation marks")
    if "video" not in values and not wrong:
        wrong.append("column video: is empty")
    values.setdefault("video", "")
    values.setdefault("id", values["video"] or f"line {line}")
    episode = Episode(**values)
    failure = failure_of(_error(file, line, "; ".join(wrong))) if wrong else None
    return CatalogueRow(line, episode, failure, tuple(notes), own)


def _own_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    is_nested = isinstance(cell, list | dict | bool)
    text = json.dumps(cell, ensure_ascii=False, default=str) if is_nested else str(cell)
    return text.encode("utf-8", "backslashreplace").decode()


def _bad_row(file: Path, line: int, reason: str) -> CatalogueRow:
    return CatalogueRow(line, Episode(f"line {line}", ""), failure_of(_error(file, line, reason)))


def _error(file: Path, line: int, reason: str) -> BadRow:
    return BadRow(f"{file.name}, line {line}: {reason}", "mend the row and run again")


def failure_of(error: DetectorError) -> Failure:
    """An error as a result holds it."""
    return Failure(type(error).__name__, error.message, error.hint)


def _csv(file: Path, source: BinaryIO, columns: Columns) -> Iterator[CatalogueRow | tuple[int, Cells]]:
    encoding = encoding_of(source.read(_SNIFFED_BYTES))
    source.seek(0)
    csv.field_size_limit(_MAX_CELL)
    with io.TextIOWrapper(source, encoding, errors="surrogateescape", newline="") as lines:
        yield from _csv_rows(file, lines, columns)


def _csv_rows(file: Path, lines: TextIO, columns: Columns) -> Iterator[CatalogueRow | tuple[int, Cells]]:
    first, skipped = lines.readline(), 0
    if declared := _SEPARATOR.fullmatch(first):  # a line that Excel reads and does not show
        delimiter, skipped = declared[1], 1
    else:
        start = [first, *islice(lines, _MAX_TITLES)]  # a title may have no separator
        delimiter = max(",\t;", key=next((one for one in start if re.search("[,\t;]", one)), first).count)
        lines.seek(0)
    reader = csv.reader(lines, delimiter=delimiter)
    heads: list[Heading] | None = None
    titles: list[Sequence[object]] = []
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield _bad_row(file, line, f"{error}; check the quotation marks")
            continue
        if not any(cells):
            continue
        if heads is None:
            heads = _below_titles(file, columns, cells, titles)
        elif any(cells[len(heads) :]):
            yield _bad_row(file, line, f"has {len(cells)} cells, the headings are {len(heads)}")
        else:
            yield line, list(zip(heads, cells, strict=False))
    if heads is None and titles:
        _columns_of(file, columns, titles[0])  # which says what is missing


def _below_titles(
    file: Path, columns: Columns, cells: Sequence[object], titles: list[Sequence[object]]
) -> list[Heading] | None:
    """The headings; ``None`` for a title above them, a single cell that is none, noted in ``titles``."""
    filled = [str(cell) for cell in cells if cell not in ("", None)]
    is_heading = len(filled) > 1 or Columns(columns.fields).of(filled[0]) is not None
    if is_heading or len(titles) == _MAX_TITLES:
        return _columns_of(file, columns, cells)
    titles.append(cells)
    return None


def _columns_of(file: Path, columns: Columns, headings: Iterable[object]) -> list[Heading]:
    """The heading of each column; an own one that stands there again has its count behind it."""
    names = [str(name or "") for name in headings]
    _check_width(file, len(names))
    heads = [_heading(columns, name) for name in names]
    check_unique(str(file), [column for _, column in heads])
    times: Counter[str] = Counter()
    for place, (heading, column) in enumerate(heads):
        times[heading] += 1
        if not heading or times[heading] == 1:
            continue
        if column:
            message = f"{file}: two columns are headed {heading!r}, which is {column.field}"
            raise InputError(message, "give one of them another heading")
        heads[place] = _heading(columns, f"{heading} {times[heading]}")[0], None
    if not any(column and column.field == "video" for _, column in heads):
        found = ", ".join(heading for heading, _ in heads[:_TOLD] if heading) or "nothing"
        hint = (
            'say which column it is in a file: `[columns]`, `video = "its heading"`; give it with --mapping'
        )
        raise InputError(f"{file}: no column for the video; found {found}", hint)
    return heads


def _check_width(file: Path, columns: int) -> None:
    if columns > _MAX_COLUMNS:
        message = f"{file}: {columns:,} columns; at most {_MAX_COLUMNS:,} can be read"
        raise InputError(message, "leave out those that nobody needs")


def _heading(columns: Columns, name: str) -> Heading:
    bare = name.strip("\ufeff \t\r\n\u3000").encode("utf-8", "backslashreplace").decode()
    return bare, columns.of(bare)


def encoding_of(start: bytes) -> str:
    """UTF-16 by its mark or by a zero in its first letter; else UTF-8 if most lines are; else GB 18030.

    Of the lines those with other letters than ASCII count.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[:1] == b"\0" or start[1:2] == b"\0":
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
    # The last line may be cut off in the middle of a letter.
    lines = [line for line in start.split(b"\n")[:-1] or [start] if not line.isascii()]
    bad = 0
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad += 1
    return "utf-8-sig" if 2 * bad <= len(lines) else "gb18030"


def _json_lines(file: Path, source: BinaryIO, columns: Columns) -> Iterator[CatalogueRow | tuple[int, Cells]]:
    heads: dict[str, Heading] = {}
    for line, content in enumerate(source, 1):
        if not content.strip():
            continue
        try:
            plain = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            yield _bad_row(file, line, f"no JSON: {error}")
            continue
        if not isinstance(plain, dict):
            yield _bad_row(file, line, "no JSON object")
            continue
        heads |= {name: _heading(columns, name) for name in plain if name not in heads}
        _check_width(file, len(heads))
        yield line, [(heads[name], cell) for name, cell in plain.items()]


def _workbook(file: Path, source: BinaryIO, columns: Columns) -> Iterator[CatalogueRow | tuple[int, Cells]]:
    need("python_calamine", "a workbook")
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  (this format only)

    try:
        book = CalamineWorkbook.from_filelike(source)
        sheets = [book.get_sheet_by_index(place) for place in range(len(book.sheet_names))]
    except (CalamineError, ValueError) as error:
        raise InputError(f"{file}: no readable workbook: {error}", "save it anew, or as CSV") from None
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) != 1:
        names = ", ".join(sheet.name for sheet in filled) or "none"
        raise InputError(f"{file}: sheets with rows: {names}", "keep the one with the list")
    heads: list[Heading] | None = None
    titles: list[Sequence[object]] = []
    first = filled[0].start[0] if filled[0].start else 0
    for line, cells in enumerate(filled[0].to_python(skip_empty_area=True), first + 1):
        if not any(cell not in ("", None) for cell in cells):
            continue
        if heads is None:
            heads = _below_titles(file, columns, cells, titles)
        else:
            yield line, list(zip(heads, cells, strict=False))
    if heads is None and titles:
        _columns_of(file, columns, titles[0])


def _parquet(file: Path, source: BinaryIO, columns: Columns) -> Iterator[CatalogueRow | tuple[int, Cells]]:
    need("pyarrow", "Parquet")
    import pyarrow as arrow  # noqa: PLC0415  (this format only)
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        table = ParquetFile(source)
        names = table.schema_arrow.names
        heads = _columns_of(file, columns, names)
        line = 0
        for batch in table.iter_batches(batch_size=_BATCH_ROWS):
            for cells in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
                line += 1
                yield line, list(zip(heads, cells, strict=True))
    except (arrow.ArrowException, OSError) as error:
        raise InputError(f"{file}: no readable Parquet: {error}", "write it anew") from None


_Reader = Callable[[Path, BinaryIO, Columns], Iterator[CatalogueRow | tuple[int, Cells]]]

_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        **dict.fromkeys((".jsonl", ".ndjson"), _json_lines),
        **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), _workbook),
        ".parquet": _parquet,
    }
)
"""Suffix → reader; all others are read as CSV."""
