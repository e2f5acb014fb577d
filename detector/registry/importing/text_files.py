"""Lists in text files: CSV and the like, JSON lines."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from detector.errors import InputError
from detector.registry.importing.tables import Row, Table, Tables

_CHUNK = 1 << 20
_MAX_CELL = 1 << 20  # characters
_MAX_JSON = 50_000_000
_SNIFFED = 4096


def encoding_of(file: Path, source: BinaryIO) -> str:
    """UTF-8 with or without byte order mark, UTF-16, else GB 18030: what the whole file is in."""
    start = source.read(_SNIFFED)
    source.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in (*_without_mark(start), "utf-8-sig", "gb18030"):
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


def _without_mark(start: bytes) -> tuple[str, ...]:
    """UTF-16 without a byte order mark: the signs and line ends of a list have a zero byte each."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < 2:
        return ()
    return ("utf-16-be",) if even > odd else ("utf-16-le",)


def _lines(file: Path, source: BinaryIO) -> tuple[io.TextIOWrapper, Callable[[], float]]:
    size = max(1, file.stat().st_size)
    lines = io.TextIOWrapper(source, encoding_of(file, source), newline="")
    return lines, lambda: lines.buffer.tell() / size


def open_csv(file: Path, source: BinaryIO) -> Tables:
    """The rows of a text with a sign between cells: comma, tab, semicolon or bar."""
    lines, done = _lines(file, source)
    # One delimiter for the whole file, the most frequent one of the first lines: a title above the headings
    # has none.
    sample = list(islice(lines, 50))
    lines.seek(0)
    delimiter = max(",\t;|", key=lambda sign: sum(sign in line for line in sample))
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)

    def rows() -> Iterator[Row]:
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"{file}, line {line}: {error}", "check the quotation marks round it") from None

    return Tables(iter([Table("", rows())]), done)


def open_json(file: Path, source: BinaryIO) -> Tables:
    """A list of JSON objects, alone or within others as a service answers; the only one of the file."""
    if file.stat().st_size > _MAX_JSON:
        raise InputError(
            f"{file}: more than {_MAX_JSON:,} bytes of JSON", "write one object per line, as .jsonl"
        )
    try:
        lists = list(_lists_of_objects(json.loads(_lines(file, source)[0].read())))
    except json.JSONDecodeError as error:
        raise InputError(f"{file}, line {error.lineno}: no JSON: {error.msg}", "save it anew") from None
    except (RecursionError, ValueError):  # a whole number of more than 4,300 digits
        raise InputError(f"{file}: brackets too deep, or a number too long", "save it anew") from None
    if len(lists) != 1:
        hint = "give a file with one list of objects"
        raise InputError(f"{file}: {len(lists)} lists of objects in it", hint)
    return Tables(iter([Table("", enumerate(lists[0], 1))]), lambda: 1.0)


def _lists_of_objects(found: object) -> Iterator[list[dict[str, object]]]:
    if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
        yield found
    elif isinstance(found, dict):
        for inner in found.values():
            yield from _lists_of_objects(inner)


def open_json_lines(file: Path, source: BinaryIO) -> Tables:
    """One JSON object a line."""
    lines, done = _lines(file, source)

    def rows() -> Iterator[Row]:
        for number, line in enumerate(lines, 1):
            if line.strip():
                reason = "no JSON object"
                try:
                    found = json.loads(line)
                except json.JSONDecodeError as error:
                    found, reason = None, f"no JSON: {error.msg} at character {error.pos + 1}"
                except (RecursionError, ValueError):  # a whole number of more than 4,300 digits
                    found, reason = None, "brackets too deep, or a number too long"
                if not isinstance(found, dict):
                    raise InputError(f"{file}, line {number}: {reason}", "write one object per line")
                yield number, found

    return Tables(iter([Table("", rows())]), done)
