"""A column as the network sees it: cells side by side in several views, each cell with one glyph or none.

A bracket that stands is clear in one view, one that lies in another, so each cell is weighed on its own: what
any of the views shows there counts.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.vision.recognition.ctc import log_likelihoods

Logs = NDArray[np.float64]
"""Natural logarithms of shares."""
_NEVER = -1e9


class View(NamedTuple):
    """A row of cells before it is made a text; ``step_share`` and ``ends``, of each cell, are shares of it.

    ``steps``: steps x classes, shares of 0 to 1.
    """

    steps: NDArray[np.float32]
    step_share: float
    ends: tuple[float, ...]


def glyph_likelihoods(parts: NDArray[np.float64], view: View) -> Logs:
    """Cells x classes: how likely each cell of a view is to show nothing (class 0), or one character.

    ``parts``, steps x classes, holds the shares of the view's steps for the classes that are asked.
    """
    classes: list[Sequence[int]] = [[], *([number] for number in range(1, parts.shape[1]))]
    nothing = np.where(np.arange(parts.shape[1]) == 0, 0.0, _NEVER)
    places = (np.arange(len(parts)) + 0.5) * view.step_share
    cells = np.searchsorted(view.ends, places)
    here = (parts[cells == number] for number in range(len(view.ends)))
    return np.stack([log_likelihoods(some, classes) if len(some) else nothing for some in here])


def column_likelihoods(cells: Logs, texts: Sequence[Sequence[int]]) -> Logs:
    """How likely a column is to show each text, its characters in as many cells in their order."""
    found = []
    for text in texts:
        paths = np.full(len(text) + 1, _NEVER)
        paths[0] = 0.0
        for cell in cells:
            empty = paths + cell[0]
            filled = np.append(_NEVER, paths[:-1] + cell[list(text)])
            paths = np.logaddexp(empty, filled)
        found.append(float(paths[-1]))
    return np.array(found)
