"""The ways in which a box can be looked at: each view is a picture of one row, ready to be read."""

from collections.abc import Collection, Iterator, Sequence

import cv2
import numpy as np

from detector.vision.frame import Corners, Pixels
from detector.vision.quads import grown, height, part, width

_MIN_PITCH, _MAX_PITCH = 0.62, 1.1
"""Step from glyph to glyph in a column, in widths of its box (which is wider than the glyphs)."""
_GLYPH_WIDTH = 1.1
"""Width that a glyph may take, in pitches."""
_COLUMN_GLYPHS = 26
"""A marker set in a column has up to so many glyphs; the locator loses the thin ones at its ends."""
_LYING_RATIO = 2.5


def row_views(pixels: Pixels, corners: Corners) -> Iterator[Pixels]:
    """A row as it is, then upside down."""
    row = cut(pixels, corners)
    yield row
    yield _turned(row, cv2.ROTATE_180)


class Column:
    """A column of full-width glyphs in a box.

    ``beyond`` has the corners of the box made longer by as many glyphs as a marker may need at either end.
    """

    def __init__(self, pixels: Pixels, corners: Corners) -> None:
        self._pixels = pixels
        self._corners = corners
        self._column = cut(pixels, corners)
        self._pitch, self._phase = _glyph_grid(self._column)
        more = round(max(_COLUMN_GLYPHS - self._column.shape[0] / self._pitch, 1))
        longer = grown(corners, more * self._pitch - self._phase, more * self._pitch, downwards=True)
        count = int(height(longer) / self._pitch)
        self.beyond = part(longer, 0, count * self._pitch / height(longer), downwards=True)

    def cells(self, *, beyond: bool = False) -> list[Pixels]:
        """The glyphs, each in a cell of one size: those in the box, or those beyond its ends too."""
        if beyond:
            return _cells(cut(self._pixels, self.beyond), self._pitch)
        return _cells(self._column[round(self._phase) :], self._pitch)

    def other_views(self) -> Iterator[Pixels]:
        """The glyphs upside down; then, where three may lie side by side, the column lying on either side."""
        upside_down = _turned(self._column, cv2.ROTATE_180)
        yield side_by_side(_cells(upside_down, self._pitch))
        if height(self._corners) >= _LYING_RATIO * width(self._corners):
            yield _turned(self._column, cv2.ROTATE_90_COUNTERCLOCKWISE)
            yield _turned(self._column, cv2.ROTATE_90_CLOCKWISE)


def side_by_side(cells: Sequence[Pixels], lying: Collection[int] = ()) -> Pixels:
    """Cells as a row. Those with a number in ``lying`` are stood up: columns are set with lying brackets."""
    high, wide = cells[0].shape[:2]
    row = [
        cv2.resize(_turned(cell, cv2.ROTATE_90_COUNTERCLOCKWISE), (wide, high)) if i in lying else cell
        for i, cell in enumerate(cells)
    ]
    return np.hstack(row).astype(np.uint8, copy=False)


def _turned(picture: Pixels, turn: int) -> Pixels:
    return cv2.rotate(picture, turn).astype(np.uint8, copy=False)


def cut(pixels: Pixels, corners: Corners) -> Pixels:
    """The box's picture, level, in its own size."""
    wide, high = max(1, round(width(corners))), max(1, round(height(corners)))
    level = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    transform = cv2.getPerspectiveTransform(corners, level)
    return cv2.warpPerspective(
        pixels, transform, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def _cells(column: Pixels, pitch: float) -> list[Pixels]:
    long, wide = column.shape[:2]
    side = min(wide, round(_GLYPH_WIDTH * pitch))
    middle = column[:, (wide - side) // 2 : (wide + side) // 2]
    high = round(pitch)
    tops = (round(i * pitch) for i in range(max(1, int(long / pitch + 0.01))))
    return [middle[top : top + high] for top in tops if top + high <= max(long, high)]


def _glyph_grid(column: Pixels) -> tuple[float, float]:
    """Pitch and first cut (px) of the grid of full-width cells whose cuts meet the least ink."""
    long, wide = column.shape[:2]
    grey = cv2.cvtColor(column, cv2.COLOR_BGR2GRAY).astype(np.float32)
    # Ink is change across the column: a gap between glyphs shows the calm background alone.
    ink = np.abs(np.diff(grey, axis=1)).mean(axis=1)
    best = (np.inf, float(wide), 0.0)
    for pitch in np.arange(_MIN_PITCH * wide, _MAX_PITCH * wide, 0.25):
        phases = np.arange(0, max(1.0, min(pitch, long - pitch)))
        cuts = phases[:, None] + np.arange(0, long, pitch)[None, :]
        inside = cuts < long
        met = np.where(inside, ink[np.minimum(cuts, long - 1).astype(int)], 0)
        costs = met.sum(axis=1) / inside.sum(axis=1)
        least = int(costs.argmin())
        best = min(best, (float(costs[least]), float(pitch), float(phases[least])))
    return best[1:]
