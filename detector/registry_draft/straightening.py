"""Pages turned, seen at an angle or bent, made level by the straight lines on them."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.video.frame import Pixels

_Floats = NDArray[np.float64]
_LEAST_SIDE_PX = 1_600
"""A smaller page is made larger: rules and gaps are measured in px."""
_MARGIN = 0.04
"""Of a page's sides, added round it, so that nothing is cut off and no table touches the edge."""
_LEAST_LINE = 0.03
"""Of the longer side: strokes of letters are shorter."""
_LEAST_LINES, _ENOUGH_LINES = 4, 12
"""Fewer lines say nothing of a page; with enough of them a bend is told from a view at an angle."""
_POINTS = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
_ROUNDS = 4
_LEVEL_PX = 0.8
_TRIED_DEGREES = np.arange(-5, 5.1, 0.25)
"""Turns that are tried where a page has no lines, only rows of text."""
_TRIED_SIDE_PX = 800


class _Lines(NamedTuple):
    """Points of lines of one direction.

    Their places are from the page's middle, in its sides; slope is that of the line against the direction,
    length what the point stands for.
    """

    along: _Floats
    across: _Floats
    slope: _Floats
    length: _Floats


def straightened(page: Pixels) -> Pixels:
    """The page with its lines level and upright, as far as it has any; which side is up stays open."""
    scale = max(1.0, _LEAST_SIDE_PX / max(page.shape[:2]))
    if scale > 1:
        page = _pixels(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
    # The lines are found once, and moved as the page is: what is drawn in beside it has lines of its own.
    ends = segments(page)
    margin = round(_MARGIN * max(page.shape[:2]))
    page = _pixels(cv2.copyMakeBorder(page, margin, margin, margin, margin, cv2.BORDER_REPLICATE))
    ends += margin
    if len(ends) < _LEAST_LINES:
        return turned(page, _turn_of_text(page))
    angle = _turn(ends)
    turn, _ = _turning(page, angle)
    ends = (np.c_[ends.reshape(-1, 2), np.ones(2 * len(ends))] @ turn.T).reshape(-1, 4)
    page = turned(page, angle)
    return _remapped(page, ends)


def _remapped(page: Pixels, ends: _Floats) -> Pixels:
    high, wide = page.shape[:2]
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    x, y = xs, ys
    for _ in range(_ROUNDS):
        level, upright = _lines(ends, high, wide)
        down, right = _shift(level, wide, high), _shift(upright, high, wide).T
        if max(np.abs(down).max(), np.abs(right).max()) < _LEVEL_PX:
            break
        x, y = (
            cv2.remap(one, xs + right, ys + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(
                np.float32
            )
            for one in (x, y)
        )
        points = ends.reshape(-1, 2)
        at = tuple(points.round().astype(int).clip(0, (wide - 1, high - 1)).T[::-1])
        ends = (points - np.c_[right[at], down[at]]).reshape(-1, 4)
    if x is xs:
        return page
    return _pixels(cv2.remap(page, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))


def turned(page: Pixels, degrees: float) -> Pixels:
    """The page turned to the left, as large as it needs to be."""
    if not degrees:
        return page
    turn, size = _turning(page, degrees)
    return _pixels(cv2.warpAffine(page, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))


def _turning(page: Pixels, degrees: float) -> tuple[_Floats, tuple[int, int]]:
    """The matrix of a turn, and the size of the page after it."""
    high, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1).astype(np.float64)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(wide * cosine + high * sine), round(wide * sine + high * cosine)
    turn[:, 2] += (size[0] - wide) / 2, (size[1] - high) / 2
    return turn, size


def _turn(ends: _Floats) -> float:
    """The degrees by which lines are turned, from -45 to 45: that of the middle one by length."""
    lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    angles = np.degrees(np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]))
    angles = (angles + 45) % 90 - 45
    order = np.argsort(angles)
    middle = np.searchsorted(np.cumsum(lengths[order]), lengths.sum() / 2)
    return float(angles[order[middle]])


def _turn_of_text(page: Pixels) -> float:
    """The turn at which rows of text and the spaces between them differ most."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, _TRIED_SIDE_PX / max(grey.shape))
    ink = 255 - cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.morphologyEx(ink, cv2.MORPH_TOPHAT, np.ones((15, 15), np.uint8))
    pages = [turned(_pixels(ink[:, :, None].repeat(3, axis=2)), angle) for angle in _TRIED_DEGREES]
    spread = [float(np.var(one[:, :, 0].sum(axis=1, dtype=np.float64))) for one in pages]
    return float(_TRIED_DEGREES[int(np.argmax(spread))])


def segments(page: Pixels) -> _Floats:
    """The ends of straight lines, longer than a letter, in px: x, y, x, y."""
    found = cv2.createLineSegmentDetector().detect(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY))[0]
    ends = np.empty((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
    lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    longest: _Floats = ends[lengths > _LEAST_LINE * max(page.shape[:2])]
    return longest


def _lines(ends: _Floats, high: int, wide: int) -> tuple[_Lines, _Lines]:
    """The lines that are nearly level, and those that are nearly upright."""
    # Of each line several points: where a long line is straight, it is so all along.
    shares = np.tile(_POINTS, len(ends))
    ends = ends.repeat(len(_POINTS), axis=0)
    over, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    x, y = (ends[:, 0] + shares * over) / wide - 0.5, (ends[:, 1] + shares * down) / high - 0.5
    length = np.hypot(over, down) / len(_POINTS)
    is_level, is_upright = np.abs(over) > 2 * np.abs(down), np.abs(down) > 2 * np.abs(over)
    level = (x, y, down / np.where(is_level, over, 1), length)
    upright = (y, x, over / np.where(is_upright, down, 1), length)
    return _Lines(*(one[is_level] for one in level)), _Lines(*(one[is_upright] for one in upright))


def _shift(lines: _Lines, along_px: int, across_px: int) -> NDArray[np.float32]:
    """For each place, across and along, how far a line has left its direction there, in px."""
    along, across = np.linspace(-0.5, 0.5, along_px), np.linspace(-0.5, 0.5, across_px)[:, None]
    count = len(lines.along) // len(_POINTS)
    if count < _LEAST_LINES:
        return np.zeros((across_px, along_px), np.float32)
    size = 5 if count >= _ENOUGH_LINES else 2
    slopes = _integrands(lines.along, lines.across)[:size].T
    kept = np.full(len(slopes), fill_value=True)
    for _ in range(3):
        weights = np.sqrt(lines.length[kept])
        found = np.linalg.lstsq(slopes[kept] * weights[:, None], lines.slope[kept] * weights, rcond=None)[0]
        off = np.abs(slopes @ found - lines.slope)
        kept = off <= 3 * np.median(off) + 1e-4
    one, flat = np.ones_like(across), np.ones_like(along)
    integrals = (one * along, across * along, one * along**2 / 2, one * along**3 / 3, across * along**2 / 2)
    total = sum((share * integral for share, integral in zip(found, integrals, strict=False)), 0 * one * flat)
    return np.asarray(along_px * total, np.float32)


def _integrands(along: _Floats, across: _Floats) -> _Floats:
    return np.array([np.ones_like(along), across, along, along**2, across * along])


def _pixels(picture: NDArray[np.generic]) -> Pixels:
    return picture.astype(np.uint8, copy=False)
