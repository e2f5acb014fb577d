"""Likelihoods of texts in a column: cells side by side in several views, each cell with one glyph or none.

A bracket that stands is clear in one view, one that lies in another, so each cell is weighed on its own: what
any of the views shows there counts.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.vision.recognition.ctc import log_likelihoods

LogShares = NDArray[np.float64]
"""Natural logarithms of shares."""
_IMPOSSIBLE = -1e9
"""Stands for the logarithm of 0."""


class CellSteps(NamedTuple):
    """The network's output for a row of cells.

    ``steps``: steps x classes, shares of 0 to 1. ``step_share``, what each step covers, and ``ends``, where
    each cell ends, are shares of the row's length.
    """

    steps: NDArray[np.float32]
    step_share: float
    ends: tuple[float, ...]


def cell_likelihoods(parts: NDArray[np.float64], view: CellSteps) -> LogShares:
    """ColumnOutput x classes: how likely each cell of a view is to show nothing (class 0), or one character.

    ``parts``, steps x classes, holds the shares of the view's steps for the classes that are asked.
    """
    classes: list[Sequence[int]] = [[], *([number] for number in range(1, parts.shape[1]))]
    nothing = np.where(np.arange(parts.shape[1]) == 0, 0.0, _IMPOSSIBLE)
    places = (np.arange(len(parts)) + 0.5) * view.step_share
    cells = np.searchsorted(view.ends, places)
    here = (parts[cells == number] for number in range(len(view.ends)))
    return np.stack([log_likelihoods(some, classes) if len(some) else nothing for some in here])


def column_likelihoods(cells: LogShares, texts: Sequence[Sequence[int]]) -> LogShares:
    """How likely a column is to show each text, its characters in as many cells in their order."""
    found = []
    for text in texts:
        paths = np.full(len(text) + 1, _IMPOSSIBLE)
        paths[0] = 0.0
        for cell in cells:
            empty = paths + cell[0]
            filled = np.append(_IMPOSSIBLE, paths[:-1] + cell[list(text)])
            paths = np.logaddexp(empty, filled)
        found.append(float(paths[-1]))
    return np.array(found)
