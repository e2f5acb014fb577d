"""From a catalogue to episodes: CSV, JSON lines and Parquet, read row by row in constant memory.

A row that cannot be read is still a row: it has the reason, its line and its column, so that there are as
many results as rows.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from detector.auditor.episode_fields import CELL_PARSERS, known_fields
from detector.errors import BadRow, DetectorError, InputError, InputNotFound, InputNotPermitted
from detector.records import Episode, Failure
from detector.registry.importing.columns import Column, Columns, check_unique, mapped_fields

SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet")
_MAX_CELL = 1 << 20  # characters
_SNIFFED_BYTES = 1 << 20
_BATCH_ROWS = 1_000

Cells = Sequence[tuple[Column | None, object]]


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A row of a catalogue. ``line`` is where it stands, from 1; ``failure`` why it is no episode, if so."""

    line: int
    episode: Episode
    failure: Failure | None = None


def read_catalogue(file: Path, mapping: str = "") -> Iterator[CatalogueRow]:
    """The rows of a catalogue in their order; blank ones are left out.

    ``mapping`` is the text of a file that says which column is which. Raises ``InputError`` for a file that
    cannot be read at all or has no column for videos, ``SettingsError`` for a wrong mapping.
    """
    kind = file.suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(f"{file}: no catalogue that can be read", f"known are {', '.join(SUFFIXES)}")
    columns = Columns(mapped_fields("--mapping", mapping, known_fields()) if mapping else known_fields())
    read_rows = _parquet if kind == ".parquet" else _json_lines if kind in (".jsonl", ".ndjson") else _csv
    try:
        with file.open("rb") as source:
            for row in read_rows(file, source, columns):
                yield row if isinstance(row, CatalogueRow) else _row(file, *row)
    except FileNotFoundError:
        raise InputNotFound(f"{file}: there is no such catalogue", "check the path") from None
    except PermissionError:
        raise InputNotPermitted(f"{file}: may not be read", "ask for the right to read it") from None
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}", "give a file that can be read") from None


def _row(file: Path, line: int, cells: Cells) -> CatalogueRow:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for column, cell in cells:
        if column is None or cell is None or cell == "" or cell != cell:  # noqa: PLR0124  (NaN)
            continue
        try:
            value = CELL_PARSERS[column.field](cell, column.unit)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            wrong.append(f"column {column.heading}: {error}")
        else:
            if value != "":
                values[column.field] = value
    if "video" not in values and not wrong:
        wrong.append("column video: is empty")
    values.setdefault("video", "")
    values.setdefault("id", values["video"] or f"line {line}")
    episode = Episode(**values)
    return _bad_row(file, line, "; ".join(wrong), episode) if wrong else CatalogueRow(line, episode)


def _bad_row(file: Path, line: int, reason: str, episode: Episode | None = None) -> CatalogueRow:
    error = BadRow(f"{file.name}, line {line}: {reason}", "mend the row and run again")
    return CatalogueRow(line, episode or Episode(f"line {line}", ""), failure_of(error))


def failure_of(error: DetectorError) -> Failure:
    """An error as a result holds it."""
    return Failure(type(error).__name__, error.message, error.hint)


def _csv(file: Path, source: BinaryIO, columns: Columns) -> Iterator[CatalogueRow | tuple[int, Cells]]:
    encoding = encoding_of(source.read(_SNIFFED_BYTES))
    source.seek(0)
    csv.field_size_limit(_MAX_CELL)
    lines = io.TextIOWrapper(source, encoding, errors="surrogateescape", newline="")
    first = lines.readline()
    lines.seek(0)
    reader = csv.reader(lines, delimiter=max(",\t;", key=first.count))
    heads: list[Column | None] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _bad_row(file, line, f"{error}; check the quotation marks")
            continue
        if not any(cells):
            continue
        if heads is None:
            heads = _columns_of(file, columns, cells)
        elif any(cells[len(heads) :]):
            yield _bad_row(file, line, f"has {len(cells)} cells, the headings are {len(heads)}")
        else:
            yield line, list(zip(heads, cells, strict=False))


def _columns_of(file: Path, columns: Columns, headings: Iterable[object]) -> list[Column | None]:
    heads = [columns.of(str(name or "").strip("\ufeff \t\r\n\u3000")) for name in headings]
    check_unique(str(file), heads)
    if not any(head and head.field == "video" for head in heads):
        found = ", ".join(str(name) for name in headings if name) or "nothing"
        hint = (
            'say which column it is in a file: `[columns]`, `video = "its heading"`; give it with --mapping'
        )
        raise InputError(f"{file}: no column for the video; found {found}", hint)
    return heads


def encoding_of(start: bytes) -> str:
    """UTF-16 by its mark; UTF-8 if most lines with other than ASCII letters are; else GB 18030."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
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
    heads: dict[str, Column | None] = {}
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
        heads |= {name: columns.of(name) for name in plain if name not in heads}
        yield line, [(heads[name], cell) for name, cell in plain.items()]


def _parquet(file: Path, source: BinaryIO, columns: Columns) -> Iterator[tuple[int, Cells]]:
    import pyarrow as arrow  # noqa: PLC0415  (this format only)
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        table = ParquetFile(source)
        named = zip(
            table.schema_arrow.names, _columns_of(file, columns, table.schema_arrow.names), strict=True
        )
        heads = {name: head for name, head in named if head is not None}
        line = 0
        for batch in table.iter_batches(batch_size=_BATCH_ROWS, columns=list(heads)):
            for cells in zip(*(batch.column(name).to_pylist() for name in heads), strict=True):
                line += 1
                yield line, list(zip(heads.values(), cells, strict=True))
    except (arrow.ArrowException, OSError) as error:
        raise InputError(f"{file}: no readable Parquet: {error}", "write it anew") from None
