"""Whether a compressed file unpacks to more than any list has, found out before it is read at once."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from detector.errors import InputError

MAX_CELLS = 60_000_000
"""Cells of one sheet, empty ones included: a million rows of 60 columns."""
MAX_UNPACKED = 2 << 30
"""Bytes unpacked: a workbook of a million rows of 13 columns has 0.9 GB."""
MAX_REPEATED = 1 << 30
"""Bytes of text that the cells of a workbook refer to; it is stored once and read once for each cell."""

_FAR_COLUMN = re.compile(rb'\br="([A-Z]{2,3})[0-9]')
_FAR_ROW = re.compile(rb'\br="[A-Z]{0,3}([0-9]{5,9})"')
_REFERENCE = re.compile(rb't="s"[^>]*>\s*(?:<(?:\w+:)?f\b[^>]*/?>)?\s*<(?:\w+:)?v>([0-9]{1,9})<')
_TEXT_ITEM = re.compile(rb"<(?:\w+:)?si\b")
_CHUNK = 1 << 20
_LONGEST_TAG = 300
_HINT = "give a file with the list alone"


def check_archive(file: Path, source: BinaryIO) -> None:
    """Raise ``InputError`` for an archive that is damaged or unpacks to too much. It is really unpacked.

    A sheet is read as a rectangle, so that two cells in its far corners take the memory of all between.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            unpacked, texts = 0, list[int]()
            for member in sorted(
                archive.infolist(), key=lambda member: "sharedStrings" not in member.filename
            ):
                with archive.open(member) as content:
                    sheet = _Extent(file, member.filename, texts)
                    tail = b""
                    while chunk := content.read(_CHUNK):
                        unpacked += len(chunk)
                        check_count(file, "bytes unpacked", unpacked, MAX_UNPACKED)
                        if "worksheets/" in member.filename:
                            sheet.add(tail + chunk, len(tail))
                            tail = chunk[-_LONGEST_TAG:]
                        elif member.filename.endswith("sharedStrings.xml"):
                            _add_lengths(texts, chunk)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise InputError(f"{file}: no readable archive: {error}", "save it anew, or as CSV") from None


def _add_lengths(texts: list[int], chunk: bytes) -> None:
    """Note the bytes of each text; one cut by the end of a chunk may count as part of its neighbour."""
    first, *others = _TEXT_ITEM.split(chunk)
    if texts:
        texts[-1] += len(first)
    texts += map(len, others)


class _Extent:
    """How far the cells of a sheet reach, and how much text they repeat."""

    def __init__(self, file: Path, name: str, texts: list[int]) -> None:
        self._file, self._name, self._texts = file, name, texts
        self._longest = max(texts, default=0)
        self._columns, self._rows, self._repeated = 26, 9_999, 0

    def add(self, content: bytes, seen: int) -> None:
        """Count what a piece of the sheet has; its first ``seen`` bytes ended the piece before."""
        for letters in set(_FAR_COLUMN.findall(content)):
            self._columns = max(self._columns, _column(letters))
        self._rows = max(self._rows, *map(int, _FAR_ROW.findall(content)), 0)
        check_count(self._file, f"cells in {self._name}", self._columns * self._rows, MAX_CELLS)
        if content.count(b't="s"', seen) * self._longest > _CHUNK:
            for place in map(int, _REFERENCE.findall(content, seen)):
                self._repeated += self._texts[place] if place < len(self._texts) else 0
            check_count(self._file, f"bytes of text in {self._name}", self._repeated, MAX_REPEATED)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place


def check_count(file: Path, what: str, count: int, limit: int) -> None:
    """Raise ``InputError`` where there is more of something than any list has."""
    if count > limit:
        raise InputError(f"{file}: {what}: more than {limit:,}", _HINT)
