"""Cells of a ruled table that may be several, because a rule between them was not found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from detector.registry_draft.ruled_tables import Cell
from detector.registry_draft.unruled_tables import Piece

_OFF_CENTRE = 0.15
"""Of a row's height: how far the text of a cell may be from its middle, up or down."""


def doubted(table: Sequence[Cell], pieces: Sequence[Piece]) -> list[Cell]:
    """The cells, not sure where they cover rows or columns and their text stands as that of single cells.

    ``pieces`` are the page's text. What is written once for several rows stands in their middle.
    """
    rows = {cell.rows.start: (cell.top, cell.bottom) for cell in table if len(cell.rows) == 1}
    columns = {cell.columns.start: (cell.left, cell.right) for cell in table if len(cell.columns) == 1}
    found = []
    for cell in table:
        own = [piece for piece in pieces if _is_in(cell, piece)]
        is_lost = len(cell.rows) > 1 and _is_of_single_rows(cell, own, rows)
        is_lost |= len(cell.columns) > 1 and len(_columns(own, columns)) > 1
        found.append(replace(cell, is_sure=False) if is_lost else cell)
    return found


def _is_in(cell: Cell, piece: Piece) -> bool:
    x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return cell.left < x < cell.right and cell.top < y < cell.bottom


def _is_of_single_rows(cell: Cell, own: Sequence[Piece], rows: Mapping[int, tuple[int, int]]) -> bool:
    """Whether the text is not in the cell's middle, or in the middle of several of its rows."""
    if not own:
        return False
    near = _OFF_CENTRE * (cell.bottom - cell.top) / len(cell.rows)
    if abs(_middle(own) - (cell.top + cell.bottom) / 2) > near:
        return True
    filled = 0
    for top, bottom in (rows[row] for row in cell.rows if row in rows):
        within = [piece for piece in own if top < _middle([piece]) < bottom]
        filled += bool(within) and abs(_middle(within) - (top + bottom) / 2) <= near
    return filled > 1


def _middle(pieces: Sequence[Piece]) -> float:
    return (min(piece.top for piece in pieces) + max(piece.bottom for piece in pieces)) / 2


def _columns(own: Iterable[Piece], columns: Mapping[int, tuple[int, int]]) -> set[int]:
    """The columns in which pieces stand as a whole."""
    return {
        column
        for piece in own
        for column, (left, right) in columns.items()
        if left <= piece.left and piece.right <= right
    }
