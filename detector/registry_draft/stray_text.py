"""Text in or beside a table that lies in none of its cells, as where a rule was not found or is cut off."""

from collections.abc import Sequence

from detector.registry_draft.ruled_tables import Cell
from detector.registry_draft.unruled_tables import Piece, cell_of

_COVERED = 0.5
"""Of a piece's area: what lies within cells to this part is theirs."""


def placed(table: Sequence[Cell], pieces: Sequence[Piece]) -> tuple[list[Cell], list[Piece]]:
    """Of the pieces in no cell those level with a table: as cells where their cell is known, and the others.

    A cell is known by its row and its column where none was found; it is not sure.
    """
    top, bottom = min(cell.top for cell in table), max(cell.bottom for cell in table)
    taken = {(row, column) for cell in table for row in cell.rows for column in cell.columns}
    found: dict[tuple[int, int], list[Piece]] = {}
    strays = []
    for piece in pieces:
        if not top < (piece.top + piece.bottom) / 2 < bottom:
            continue
        row, column = row_of(table, piece), _column_of(table, piece)
        if row is None or column is None or (row, column) in taken:
            strays.append(piece)
        else:
            found.setdefault((row, column), []).append(piece)
    cells = [
        cell_of(its, row, range(column, column + 1), is_sure=False) for (row, column), its in found.items()
    ]
    return cells, strays


def is_within(table: Sequence[Cell], piece: Piece) -> bool:
    """Whether a piece lies between the table's left and right."""
    return min(cell.left for cell in table) < piece.right and piece.left < max(cell.right for cell in table)


def row_of(table: Sequence[Cell], piece: Piece) -> int | None:
    """The row that a piece is level with; ``None`` between rows."""
    middle = (piece.top + piece.bottom) / 2
    rows = {cell.rows.start for cell in table if len(cell.rows) == 1 and cell.top < middle < cell.bottom}
    return rows.pop() if len(rows) == 1 else None


def _column_of(table: Sequence[Cell], piece: Piece) -> int | None:
    middle = (piece.left + piece.right) / 2
    own = (cell for cell in table if len(cell.columns) == 1)
    columns = {cell.columns.start for cell in own if cell.left < middle < cell.right}
    return columns.pop() if len(columns) == 1 else None


def is_covered(table: Sequence[Cell], piece: Piece) -> bool:
    """Whether a piece lies in cells of a table."""
    area = (piece.right - piece.left) * (piece.bottom - piece.top)
    common = sum(
        max(0, min(piece.right, cell.right) - max(piece.left, cell.left))
        * max(0, min(piece.bottom, cell.bottom) - max(piece.top, cell.top))
        for cell in table
    )
    return common > _COVERED * area
