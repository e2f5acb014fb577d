"""The tables of a Word document (DOCX)."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from detector.errors import InputError
from detector.registry.importing.archives import check_archive, check_count
from detector.registry.importing.tables import Cells, Tables, counted_tables

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WIDEST = 200
_LARGEST = 64 << 20
"""Bytes of a document, unpacked; its elements take up to 16 times as much memory."""


def open_word(file: Path, source: BinaryIO) -> Tables:
    """All tables of a document, without those within a cell. Raises ``InputError`` for another file.

    python-docx would bring lxml, and finds the cells of a row in a time that grows with the square of the
    table; rows and spans are all that is needed here.
    """
    check_archive(file, source)
    try:
        with zipfile.ZipFile(source) as archive, archive.open("word/document.xml") as content:
            size = archive.getinfo("word/document.xml").file_size
            check_count(file, "bytes of the document", size, _LARGEST)
            root = ElementTree.parse(content).getroot()  # noqa: S314  (Expat ends an expansion of entities)
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise InputError(f"{file}: no readable document: {error}", "save it anew as DOCX") from None
    return counted_tables(("", list(_rows(table))) for table in _outer_tables(root))


def _outer_tables(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}tbl":
            yield element
        else:
            waiting += reversed(element)


def _rows(table: ElementTree.Element) -> Iterator[Cells]:
    above: dict[int, str] = {}  # column → content of the cell that goes on below
    for row in table.findall(f"{_W}tr"):
        cells: list[str] = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        for cell in row.iterfind(f"{_W}tc"):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            place = len(cells)
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            content = above.get(place, "") if goes_on else _text(cell)
            above[place] = content if merge is not None else ""
            cells += [content] * max(1, _number(cell.find(f"{_W}tcPr/{_W}gridSpan")))
        yield cells


def _text(cell: ElementTree.Element) -> str:
    lines = ("".join(part.text or "" for part in line.iter(f"{_W}t")) for line in cell.iter(f"{_W}p"))
    return "\n".join(filter(None, map(str.strip, lines)))


def _number(element: ElementTree.Element | None) -> int:
    value = "0" if element is None else element.get(f"{_W}val", "0")
    return min(int(value), _WIDEST) if value.isdecimal() and len(value) < 9 else 0
