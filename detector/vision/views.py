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


def row_views(pixels: Pixels, corners: Corners) -> Iterator[Pixels]:
    """A row as it is, then upside down."""
    row = cut(pixels, corners)
    yield row
    yield _turned(row, cv2.ROTATE_180)


def column_views(pixels: Pixels, corners: Corners) -> Iterator[Pixels]:
    """A column lying on either side, then its glyphs side by side upside down."""
    column = cut(pixels, corners)
    yield _turned(column, cv2.ROTATE_90_COUNTERCLOCKWISE)
    yield _turned(column, cv2.ROTATE_90_CLOCKWISE)
    upside_down = _turned(column, cv2.ROTATE_180)
    yield side_by_side(_cells(upside_down, _glyph_grid(upside_down)[0]))


def column_cells(pixels: Pixels, corners: Corners) -> tuple[list[Pixels], Corners]:
    """A column's glyphs, each in a cell of one size, and the corners of what they cover together.

    As many cells as a marker may need are taken beyond both ends of the column's box.
    """
    column = cut(pixels, corners)
    pitch, phase = _glyph_grid(column)
    beyond = round(max(_COLUMN_GLYPHS - column.shape[0] / pitch, 1))
    longer = grown(corners, beyond * pitch - phase, beyond * pitch, downwards=True)
    cells = _cells(cut(pixels, longer), pitch)
    return cells, part(longer, 0, len(cells) * pitch / height(longer), downwards=True)


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
        for phase in np.arange(0, min(pitch, long - pitch), 1.0):
            cuts = np.arange(phase, long - 0.5, pitch).round().astype(int)
            cost = float(ink[np.minimum(cuts, long - 1)].mean())
            best = min(best, (cost, float(pitch), float(phase)))
    return best[1:]
