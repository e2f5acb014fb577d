"""What lines are drawn from in the tests: the committed fonts, grounds without footage."""

import numpy as np
from numpy.typing import NDArray

from tests.drawing.faces import COMMITTED
from training.reader.stock import Stock

DRAWN = Stock(COMMITTED, ())
_ROUNDING = 3.0
"""Levels of 255, in the mean. Once in some dozen runs an encoder was seen to code one mosaic in two ways."""


def are_alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Whether two pictures of one size show the same."""
    return float(np.abs(one.astype(np.int16) - other).mean()) < _ROUNDING
