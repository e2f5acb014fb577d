"""Geometry of boxes: 4 x 2 corners in px, clockwise from the corner where reading begins."""

from collections.abc import Sequence

import cv2
import numpy as np

from detector.records import Quad
from detector.vision.data import Corners

COLUMN_RATIO = 1.5
"""A box this much higher than wide holds a column: chosen, not measured."""


def width(corners: Corners) -> float:
    """Length of the edge along which a row is read."""
    return float(np.linalg.norm(corners[1] - corners[0]))


def height(corners: Corners) -> float:
    """Length of the edge across a row."""
    return float(np.linalg.norm(corners[3] - corners[0]))


def quad_of(corners: Corners) -> Quad:
    """The same in whole px, as the records have it."""
    a, b, c, d = ((int(x), int(y)) for x, y in np.rint(corners))
    return a, b, c, d


def length_ratio(corners: Corners) -> float:
    """The longer side of a box, of a row or a column, in lengths of the shorter one."""
    thick, long = sorted((width(corners), height(corners)))
    return long / max(1e-6, thick)


def is_column(corners: Corners) -> bool:
    """Whether the text in the box runs downwards."""
    return height(corners) >= COLUMN_RATIO * width(corners)


def clockwise(corners: Corners) -> Corners:
    """The corners from the top left on: where a row that leans less than 45 degrees begins."""
    left, right = corners[np.argsort(corners[:, 0], kind="stable")].reshape(2, 2, 2)
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.stack([top_left, top_right, bottom_right, bottom_left])


def enclosing(parts: Sequence[Corners]) -> Corners:
    """The smallest rectangle, at any angle, that holds all parts."""
    rectangle = cv2.minAreaRect(np.vstack(parts))
    return clockwise(cv2.boxPoints(rectangle).astype(np.float32))


def grown(corners: Corners, before_px: float, after_px: float, *, downwards: bool) -> Corners:
    """The box made longer along its reading axis, outwards at both ends."""
    a, b, c, d = corners
    axis = (d - a if downwards else b - a).astype(np.float64)
    axis /= max(1e-6, float(np.linalg.norm(axis)))
    back, on = axis * before_px, axis * after_px
    parts = [a - back, b - back, c + on, d + on] if downwards else [a - back, b + on, c + on, d - back]
    return np.stack(parts).astype(np.float32)


def part(corners: Corners, begin: float, end: float, *, downwards: bool) -> Corners:
    """The stretch of a line between two shares of its length, 0 to 1."""
    a, b, c, d = corners
    first, last = max(0.0, begin), min(1.0, end)
    if downwards:
        parts = [a + (d - a) * first, b + (c - b) * first, b + (c - b) * last, a + (d - a) * last]
    else:
        parts = [a + (b - a) * first, a + (b - a) * last, d + (c - d) * last, d + (c - d) * first]
    return np.stack(parts).astype(np.float32)


def overlap(a: Corners, b: Corners) -> float:
    """Intersection over the smaller area of the upright rectangles round two boxes, 0 to 1."""
    low = np.maximum(a.min(axis=0), b.min(axis=0))
    high = np.minimum(a.max(axis=0), b.max(axis=0))
    if (high <= low).any():
        return 0.0
    smaller = min(float(np.prod(np.ptp(corners, axis=0))) for corners in (a, b))
    return float(np.prod(high - low)) / max(smaller, 1e-6)
