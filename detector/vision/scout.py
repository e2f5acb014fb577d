"""A quick first look: where on a picture text may stand, so that only there it is located.

A network of 20,000 weights gives each cell of 8 x 8 px the share of text in it, at a twenty-fifth of the cost
of locating at that scale. It was trained to miss nothing (``training/``): what it marks in vain costs a look
at a small region.
"""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.settings import ScoutSettings
from detector.vision.frame import Corners, Grey, Region
from detector.vision.regions import merged
from detector.vision.weights import Network

SHORT_SIDE_PX = 480
"""Scale of the picture that the network sees, as it was trained: the whole frame's short side."""
CELL_PX = 8
_LEAST_CELLS = 3
"""The shortest part of a marker, an issuer of one character in brackets, has more."""
_APART_CELLS = 5
"""Marked cells less far apart, along a row or a column, are parts of one text."""
_MARGIN_CELLS = (4, 2)
"""How much further than its marked cells a region goes, along the text and across it."""


class Scout:
    """Finds regions with one network; keeps no state between frames."""

    def __init__(self, network: Network, settings: ScoutSettings) -> None:
        self._network = network
        self._settings = settings

    def places(self, grey: Grey, region: Region, known: Iterable[Corners] = ()) -> tuple[Region, ...]:
        """The parts of a region (px of ``grey``, H x W) in which text may stand; none of them touch.

        What lies in the boxes of ``known`` texts alone is left out.
        """
        left, top, right, bottom = region
        if not self._settings.used:
            return (region,)
        cells = self._marked(grey[top:bottom, left:right], SHORT_SIDE_PX / min(grey.shape))
        high, wide = cells.shape
        per_cell = np.array([(right - left) / wide, (bottom - top) / high])
        for corners in known:
            cv2.fillPoly(cells, [np.rint((corners - (left, top)) / per_cell).astype(np.int32)], (0,))
        across, down = per_cell
        return tuple(
            (left + int(x0 * across), top + int(y0 * down), left + round(x1 * across), top + round(y1 * down))
            for x0, y0, x1, y1 in merged(list(_grouped(cells)))
        )

    def _marked(self, grey: Grey, scale: float) -> NDArray[np.uint8]:
        """1 for each cell in which text may stand, else 0."""
        picture = at_scale(grey, scale)[None, None].astype(np.float32) / np.float32(127.5) - 1
        marked: NDArray[np.uint8] = (self._network(picture)[0, 0] > self._settings.threshold).astype(np.uint8)
        return marked


def at_scale(grey: Grey, scale: float) -> Grey:
    """A picture so many times as large, to the next whole cells."""
    wide, high = (max(1, round(side * scale / CELL_PX)) * CELL_PX for side in grey.shape[::-1])
    kernel = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (wide, high), interpolation=kernel), np.uint8)


def _grouped(cells: NDArray[np.uint8]) -> Iterator[Region]:
    """Regions in cells, with their margins."""
    high, wide = cells.shape
    near = [np.ones(shape, np.uint8) for shape in ((1, _APART_CELLS), (_APART_CELLS, 1))]
    closed = np.maximum(*(cv2.morphologyEx(cells, cv2.MORPH_CLOSE, kernel) for kernel in near))
    _, _, groups, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    for left, top, width, height, count in groups[1:].tolist():
        if count < _LEAST_CELLS:
            continue
        more_x, more_y = _MARGIN_CELLS if width >= height else _MARGIN_CELLS[::-1]
        yield (
            max(0, left - more_x),
            max(0, top - more_y),
            min(wide, left + width + more_x),
            min(high, top + height + more_y),
        )
