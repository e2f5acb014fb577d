"""The tables of an HTML page, as rows of cells."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

_WIDEST = 200
_TALLEST = 10_000


def table_rows(page: str) -> list[list[str] | None]:
    """The rows of all tables, ``None`` after each; a cell over several rows or columns stands in each.

    A table that holds tables only places them on the page, and is left out.
    """
    found: list[list[str] | None] = []
    for table in LexborHTMLParser(page).css("table"):
        if len(table.css("table")) == 1:  # itself
            found += [*_rows(table), None]
    return found


def _rows(table: LexborNode) -> list[list[str]]:
    rows: list[list[str]] = []
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


def _span(cell: LexborNode, name: str, limit: int) -> int:
    content = cell.attributes.get(name) or "1"
    return max(1, min(int(content), limit)) if content.isdecimal() else 1
