"""Boxes to pictures of one row, ready to be read; the glyphs of a column are laid side by side."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.video.frame import Pixels
from detector.vision.data import Corners
from detector.vision.geometry import grown, height, part, width

# The pitch was once sought from 0.62 box widths on: then cells held two glyphs each, a 5 was lost between
# them and 586 passed as 86. The other numbers are chosen, not measured.
_MIN_PITCH, _MAX_PITCH = 0.5, 1.2
"""Step from glyph to glyph in a column, in widths of its box.

Boxes of columns are up to 1.7 glyphs wide, and some a little narrower than the glyphs.
"""
_FINER_INK = 0.25
"""How much more ink a grid of half the pitch may meet, of what there is between its cuts on the average."""
_GLYPH_WIDTH = 1.1
"""Width that a glyph may take, in pitches."""
_COLUMN_GLYPHS = 26
"""A marker set in a column has up to so many glyphs; detectors lose the thin ones at its ends."""
_NARROW = 0.62
"""Room for a letter of half a width, in cells."""
_LYING_RATIO = 2.5
"""Height / width of a column from which it may be a row lying on its side."""


class _Grid(NamedTuple):
    """Cuts through a column: the mean ink that they meet, their distance and the first one, in px."""

    cost: float
    pitch: float
    phase: float


def row_views(pixels: Pixels, corners: Corners) -> Iterator[Pixels]:
    """A row as it is, then upside down."""
    row = crop(pixels, corners)
    yield row
    yield _turned(row, cv2.ROTATE_180)


class ColumnCrop:
    """A column of full-width glyphs in a box.

    ``corners`` are the box's; ``extended_corners`` those of a box that is longer at either end, by as many
    glyphs as a marker may need.
    """

    def __init__(self, pixels: Pixels, corners: Corners) -> None:
        self._pixels = pixels
        self.corners = corners
        self._column = crop(pixels, corners)
        self._pitch, self._phase = _glyph_grid(self._column)
        more = round(max(_COLUMN_GLYPHS - self._column.shape[0] / self._pitch, 1))
        longer = grown(corners, more * self._pitch - self._phase, more * self._pitch, downwards=True)
        count = int(height(longer) / self._pitch)
        self.extended_corners = part(longer, 0, count * self._pitch / height(longer), downwards=True)

    def cells(self, *, extended: bool = False, shift: float = 0.0) -> list[Pixels]:
        """The glyphs, each in a cell of one size: those in the box, or in the extended one.

        The cells of the extended box lie ``shift`` cells further down.
        """
        if extended:
            return _cells(crop(self._pixels, self.extended_corners), self._pitch, shift)
        return _cells(self._column[round(self._phase) :], self._pitch)

    def turned_views(self) -> Iterator[Pixels]:
        """The glyphs upside down; then, where three may lie side by side, the column lying on either side."""
        upside_down = _turned(self._column, cv2.ROTATE_180)
        yield side_by_side(_cells(upside_down, self._pitch))
        if height(self.corners) >= _LYING_RATIO * width(self.corners):
            yield _turned(self._column, cv2.ROTATE_90_COUNTERCLOCKWISE)
            yield _turned(self._column, cv2.ROTATE_90_CLOCKWISE)


def side_by_side(cells: Sequence[Pixels], lying: Mapping[int, Pixels] | None = None) -> Pixels:
    """Cells as a row, those of ``lying`` stood up in their places: columns are set with lying brackets."""
    high, wide = cells[0].shape[:2]
    row = list(cells)
    for place, cell in (lying or {}).items():
        stood_up = cv2.resize(_turned(cell, cv2.ROTATE_90_COUNTERCLOCKWISE), (wide, high))
        row[place] = stood_up.astype(np.uint8, copy=False)
    return np.hstack(row).astype(np.uint8, copy=False)


def with_narrow_cells(cells: Sequence[Pixels], narrow: Collection[int]) -> tuple[Pixels, list[float]]:
    """Cells as a row, of those with a number in ``narrow`` the middle alone; and where each cell ends.

    Letters of half a width stand in columns as no reader knows them, far apart: ] is taken for a 1. The ends
    are shares of the row, 0 to 1.
    """
    wide = cells[0].shape[1]
    side = round(_NARROW * wide)
    margin = (wide - side) // 2
    row = [cell[:, margin : margin + side] if i in narrow else cell for i, cell in enumerate(cells)]
    ends = np.cumsum([cell.shape[1] for cell in row])
    return np.hstack(row).astype(np.uint8, copy=False), [float(end) for end in ends / ends[-1]]


def _turned(picture: Pixels, turn: int) -> Pixels:
    return cv2.rotate(picture, turn).astype(np.uint8, copy=False)


def crop(pixels: Pixels, corners: Corners) -> Pixels:
    """The box's picture, level, H x W x 3 or H x W as ``pixels``, in its own size."""
    wide, high = max(1, round(width(corners))), max(1, round(height(corners)))
    level = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    transform = cv2.getPerspectiveTransform(corners, level)
    return cv2.warpPerspective(
        pixels, transform, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def _cells(column: Pixels, pitch: float, shift: float = 0.0) -> list[Pixels]:
    long, wide = column.shape[:2]
    side = min(wide, round(_GLYPH_WIDTH * pitch))
    middle = column[:, (wide - side) // 2 : (wide + side) // 2]
    high = round(pitch)
    last = max(0, long - high)
    tops = (round(i * pitch) for i in range(max(1, int(long / pitch + 0.01))))
    moved = (min(max(0, top + round(shift * pitch)), last) for top in tops if top <= last)
    return [middle[top : top + high] for top in moved]


def _glyph_grid(column: Pixels) -> tuple[float, float]:
    """Pitch and first cut (px) of the grid of full-width cells whose cuts meet the least ink."""
    wide = column.shape[1]
    grey = cv2.cvtColor(column, cv2.COLOR_BGR2GRAY).astype(np.float32)
    # Ink is change across the column: a gap between glyphs shows the calm background alone.
    ink = np.abs(np.diff(grey, axis=1)).mean(axis=1)
    least, most = _MIN_PITCH * wide, _MAX_PITCH * wide
    best = _refined(ink, min(_grid(ink, pitch) for pitch in np.arange(least, most, 0.25)))
    if best.pitch >= 2 * least:
        # Each second cut of the right grid meets as little: a grid twice as fine is the right one.
        finer = _refined(ink, _grid(ink, best.pitch / 2))
        if finer.cost - best.cost < _FINER_INK * (float(ink.mean()) - best.cost):
            best = finer
    return best.pitch, best.phase


def _refined(ink: NDArray[np.float32], near: _Grid) -> _Grid:
    """The best grid among those of nearly the same pitch: small errors add up along a column."""
    return min(_grid(ink, near.pitch + step) for step in np.arange(-0.2, 0.21, 0.05))


def _grid(ink: NDArray[np.float32], pitch: float) -> _Grid:
    """The best grid of one pitch, where ``ink`` has one value for each px along the column."""
    long = len(ink)
    phases = np.arange(0, max(1.0, min(pitch, long - pitch)))
    cuts = phases[:, None] + np.arange(0, long, pitch)[None, :]
    inside = cuts < long
    met = np.where(inside, ink[np.minimum(cuts, long - 1).astype(int)], 0)
    costs = met.sum(axis=1) / inside.sum(axis=1)
    least = int(costs.argmin())
    return _Grid(float(costs[least]), float(pitch), float(phases[least]))
