"""Columns cell by cell: what each cell may show, and how likely a text is."""

import numpy as np
import pytest

from detector.vision.recognition.vertical import CellSteps, cell_likelihoods, column_likelihoods

BLANK, A, B = 0, 1, 2


def view(*cells: list[tuple[float, float, float]]) -> CellSteps:
    """A view of cells that have some steps each, with the shares of blank, A and B."""
    steps = np.array([step for cell in cells for step in cell], np.float32)
    ends = np.cumsum([len(cell) for cell in cells]) / len(steps)
    return CellSteps(steps, 1 / len(steps), tuple(ends))


def test_a_cell_shows_one_character_or_nothing() -> None:
    seen = view([(0.1, 0.9, 0.0), (0.8, 0.2, 0.0)], [(1.0, 0.0, 0.0)])
    found = np.exp(cell_likelihoods(seen.steps.astype(np.float64), seen))
    assert found[0] == pytest.approx([0.1 * 0.8, 0.9 * 0.2 + 0.9 * 0.8 + 0.1 * 0.2, 0], abs=1e-6)
    assert found[1] == pytest.approx([1, 0, 0], abs=1e-6)


def test_a_cell_without_a_step_shows_nothing() -> None:
    seen = CellSteps(np.array([[0.2, 0.8, 0.0]], np.float32), 1.0, (0.3, 1.0))
    assert np.exp(cell_likelihoods(seen.steps.astype(np.float64), seen))[0] == pytest.approx([1, 0, 0])


def test_a_text_stands_in_cells_in_its_order() -> None:
    cells = np.log(np.array([[0.5, 0.5, 1e-12], [0.9, 1e-12, 0.1], [0.3, 1e-12, 0.7]]))
    found = np.exp(column_likelihoods(cells, [[A, B], [B, A], [], [A, B, B]]))
    assert found == pytest.approx(
        [0.5 * (0.1 * 0.3 + 0.9 * 0.7), 0, 0.5 * 0.9 * 0.3, 0.5 * 0.1 * 0.7], abs=1e-9
    )
