"""Cells that cover rows or columns because a rule was not found, and those that really do."""

import pytest

from detector.registry_draft.lost_rules import doubted
from detector.registry_draft.ruled_tables import Cell
from detector.registry_draft.unruled_tables import Piece

_SINGLE = [
    Cell(0, 0, 100, 50, range(1), range(1)),
    Cell(0, 50, 100, 100, range(1, 2), range(1)),
    Cell(0, 100, 100, 150, range(2, 3), range(1)),
    Cell(100, 100, 200, 150, range(2, 3), range(1, 2)),
    Cell(200, 100, 300, 150, range(2, 3), range(2, 3)),
]
_OVER_ROWS = Cell(100, 0, 200, 100, range(2), range(1, 2))
_OVER_COLUMNS = Cell(100, 0, 300, 50, range(1), range(1, 3))


def line(middle: int, left: int = 120, right: int = 180) -> Piece:
    return Piece(left, middle - 12, right, middle + 12, is_high=True)


@pytest.mark.parametrize(
    ("cell", "pieces", "is_sure"),
    [
        (_OVER_ROWS, [line(50)], True),
        (_OVER_ROWS, [line(36), line(64)], True),
        (_OVER_ROWS, [], True),
        (_OVER_ROWS, [line(25), line(75)], False),
        (_OVER_ROWS, [line(12), line(38), line(62), line(88)], False),
        (_OVER_ROWS, [line(25)], False),
        (_OVER_COLUMNS, [line(25, 120, 280)], True),
        (_OVER_COLUMNS, [line(25), line(25, 220, 280)], False),
    ],
)
def test_a_cell_is_doubted_where_its_text_stands_as_that_of_single_ones(
    cell: Cell, pieces: list[Piece], *, is_sure: bool
) -> None:
    outside = line(125)
    *others, found = doubted([*_SINGLE, cell], [*pieces, outside])
    assert others == _SINGLE
    assert found.is_sure == is_sure
