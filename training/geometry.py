"""Where the lines of a drawn text lie: their corners on the frame, from the ink itself."""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from tests.drawing.text import Frame, Overlay, fill, position

Quad = NDArray[np.float32]
"""4 x 2, px: top left, top right, bottom right, bottom left of a line as it is read."""
_INK = 0.3


def line_quads(frame: Frame, text: Overlay, at_ms: float) -> Iterator[Quad]:
    """The lines of a text as it is drawn into a frame at a time: its rows, or its columns."""
    x, y = position(frame, text, at_ms)
    level = fill(replace(text, angle=0.0))[:, :, 0] > _INK
    turned = fill(text).shape
    for quad in _level_quads(level, text):
        yield _turned(quad, level.shape, (turned[0], turned[1]), text.angle) + np.array([x, y], np.float32)


def _level_quads(ink: NDArray[np.bool_], text: Overlay) -> Iterator[Quad]:
    edge, pitch = text.outline_px + 1, text.size_px * text.row_spacing
    for number in range(text.text.count("\n") + 1):
        begin = round(edge + number * pitch - 0.1 * text.size_px)
        band = slice(max(0, begin), max(0, begin + round(1.25 * text.size_px)))
        part = ink[:, band] if text.vertical else ink[band]
        rows, columns = np.nonzero(part)
        if not len(rows):
            continue
        top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        if text.vertical:
            left, right = left + band.start, right + band.start
        else:
            top, bottom = top + band.start, bottom + band.start
        yield np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _turned(quad: Quad, size: tuple[int, ...], turned: tuple[int, int], angle: float) -> Quad:
    """The corners after a rotation counter-clockwise about the middle that made the picture larger."""
    middle, moved = np.array([size[1], size[0]]) / 2, np.array([turned[1], turned[0]]) / 2
    turn = radians(angle)
    rotation = np.array([[cos(turn), -sin(turn)], [sin(turn), cos(turn)]])
    return np.asarray((quad - middle) @ rotation + moved, np.float32)
