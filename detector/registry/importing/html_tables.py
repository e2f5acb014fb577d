"""The tables of an HTML page."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from detector.errors import InputError
from detector.extras import need
from detector.registry.importing.tables import Cells, Tables, counted_tables
from detector.registry.importing.text_files import encoding_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_WIDEST = 200
_TALLEST = 10_000
_LONGEST = 128 << 20


def open_html(file: Path, source: BinaryIO) -> Tables:
    """The tables of a page; a cell over several rows or columns stands in each.

    A table that holds tables only places them on the page, and is left out.
    """
    need("selectolax", "a list in HTML")
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  (this format only)

    page = source.read(_LONGEST + 1)
    if len(page) > _LONGEST:
        raise InputError(
            f"{file}: a page of more than {_LONGEST >> 20} MB", "give a file with the list alone"
        )
    source.seek(0)
    found = LexborHTMLParser(page.decode(encoding_of(file, source))).css("table")
    # Asking each table for those within it would take a time that grows with the square of their depth.
    outer = {around.mem_id for table in found if (around := _table_around(table))}
    return counted_tables(("", _rows(table)) for table in found if table.mem_id not in outer)


def _table_around(table: "LexborNode") -> "LexborNode | None":
    around = table.parent
    while around is not None and around.tag != "table":
        around = around.parent
    return around


def _rows(table: "LexborNode") -> list[Cells]:
    rows: list[Cells] = []
    pending: dict[int, tuple[int, str]] = {}  # column → rows that a cell from above still fills, its text
    for row in table.css("tr"):
        cells: list[str] = []
        begun: dict[int, tuple[int, str]] = {}
        for cell in row.css("td, th"):
            _fill(cells, pending)
            content = " ".join(cell.text(separator=" ").split())
            height = _span(cell, "rowspan", _TALLEST)
            for _ in range(_span(cell, "colspan", _WIDEST)):
                if height > 1:
                    begun[len(cells)] = (height - 1, content)
                cells.append(content)
        _fill(cells, pending)
        pending |= begun
        rows.append(cells)
    return rows


def _fill(cells: list[str], pending: dict[int, tuple[int, str]]) -> None:
    """Put in the cells from above that stand next in this row."""
    while (place := len(cells)) in pending:
        left, content = pending.pop(place)
        cells.append(content)
        if left > 1:
            pending[place] = (left - 1, content)


def _span(cell: "LexborNode", name: str, limit: int) -> int:
    content = cell.attributes.get(name) or "1"
    return max(1, min(int(content), limit)) if content.isdecimal() else 1
