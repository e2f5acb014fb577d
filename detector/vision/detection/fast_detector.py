"""Lines of text at a tenth of DBNet's cost: a small network of our own.

It gives each cell of 8 x 8 px the share of a row and of a column of text in it, and where that line's edges
are; ``line_fitting`` makes boxes of that. It was trained on drawn samples (``training/``). Where it sees only
a trace of text, DBNet may look at a finer scale.
"""

from collections.abc import Callable, Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.settings.vision import FastDetectorSettings
from detector.video.frame import Grey
from detector.vision.data import Corners, Region, TextBox
from detector.vision.detection.line_fitting import Field, fit_lines
from detector.vision.geometry import height, is_column
from detector.vision.regions import merged

CELL_PX = 8
"""The network's stride."""
# Of the regions that are left to DBNet; chosen, not measured.
_LEAST_CELLS = 3
"""The shortest part of a marker, an issuer of one character in brackets, has more."""
_APART_CELLS = 5
"""Marked cells less far apart, along a row or a column, are parts of one text."""
_MARGIN_CELLS = (4, 2)
"""How much further than its marked cells a region goes, along the text and across it."""

_Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class FastDetector:
    """Finds lines with one network, grey pictures to fields; keeps no state between frames."""

    def __init__(self, network: _Network, settings: FastDetectorSettings) -> None:
        self._network = network
        self._settings = settings

    def detect(self, grey: Grey, region: Region) -> tuple[TextBox, ...]:
        """The lines in a region (px of ``grey``, H x W), surest first.

        What is left out because it is thick, or a column, and not surely text is left to the finer look.
        """
        left, top, right, bottom = region
        field = self._field(grey, region)
        per_cell = np.array([right - left, bottom - top]) / np.array(field.shape[:0:-1])
        boxes = [
            TextBox((corners * per_cell + (left, top)).astype(np.float32), share)
            for corners, share in fit_lines(field, self._settings.line_threshold)
            if share >= self._settings.sure
            or not (is_column(corners) or height(corners) > self._settings.thick_cells)
        ]
        return tuple(sorted(boxes, key=lambda box: (-box.confidence, *box.corners[0].tolist())))

    def text_regions(self, grey: Grey, region: Region, known: Iterable[Corners] = ()) -> tuple[Region, ...]:
        """The parts of a region (px of ``grey``, H x W) in which text may stand; none of them touch.

        What lies in the boxes of ``known`` texts alone is left out.
        """
        left, top, right, bottom = region
        if not self._settings.used:
            return (region,)
        share = self._field(grey, region)[:2].max(axis=0)
        cells = (share > self._settings.threshold).astype(np.uint8)
        high, wide = cells.shape
        per_cell = np.array([(right - left) / wide, (bottom - top) / high])
        for corners in known:
            cv2.fillPoly(cells, [np.rint((corners - (left, top)) / per_cell).astype(np.int32)], (0,))
        near = [np.ones(shape, np.uint8) for shape in ((1, _APART_CELLS), (_APART_CELLS, 1))]
        closed = np.maximum(*(cv2.morphologyEx(cells, cv2.MORPH_CLOSE, kernel) for kernel in near))
        _, _, groups, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
        grouped: list[Region] = []
        for x, y, columns, rows, count in groups[1:].tolist():
            if count >= _LEAST_CELLS:
                more_x, more_y = _MARGIN_CELLS if columns >= rows else _MARGIN_CELLS[::-1]
                end = min(wide, x + columns + more_x), min(high, y + rows + more_y)
                grouped.append((max(0, x - more_x), max(0, y - more_y), *end))
        across, down = per_cell
        return tuple(
            (left + int(x0 * across), top + int(y0 * down), left + round(x1 * across), top + round(y1 * down))
            for x0, y0, x1, y1 in merged(grouped)
        )

    def _field(self, grey: Grey, region: Region) -> Field:
        left, top, right, bottom = region
        picture = at_scale(grey[top:bottom, left:right], self._settings.short_side_px / min(grey.shape))
        field: Field = self._network(picture[None, None].astype(np.float32) / np.float32(127.5) - 1)[0]
        return field


def at_scale(grey: Grey, scale: float) -> Grey:
    """A picture so many times as large, to the next whole cells."""
    wide, high = (max(1, round(side * scale / CELL_PX)) * CELL_PX for side in grey.shape[::-1])
    # Not as in ``scaling``, for 2 ms of a whole frame's 16: of 344 honest held-out clips 311 passed, not 314.
    kernel = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (wide, high), interpolation=kernel), np.uint8)
