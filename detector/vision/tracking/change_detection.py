"""Where a frame shows something new that stands still, so that detection is worth its cost there.

Text that is laid over a picture stands still while the picture moves, and its strokes are edges. So edges are
compared: those that stand in two frames a moment apart, and did not stand there when that place was last
searched. It costs a hundredth of detection. What moves, as a rolling title does, is not seen here.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.settings.vision import TrackerSettings
from detector.video.frame import Grey
from detector.vision.data import Corners, Region
from detector.vision.regions import merged
from detector.vision.scaling import resized

_SHORT_SIDE_PX = 360
"""Scale of the comparison: letters of 12 px at 720 still have strokes here."""
_CELL_PX = 8
"""Side of a cell at that scale, hardly more than a letter of 12 px at 720: chosen, not measured."""
_MARGIN_CELLS = (8, 4)
"""How much further than its new cells a region goes, sideways and up and down: chosen, not measured."""
_WHOLE_SHARE = 0.4
"""Above this share of the frame, all of it is searched: one large region costs as much. Chosen."""

Part = tuple[slice, slice]
"""Rows and columns of a field."""
WHOLE: Part = (slice(None), slice(None))
Field = NDArray[np.float32]
"""One value for each px at the scale of the comparison, or for each cell."""
Cells = NDArray[np.uint8]
"""1 for each cell where something is, else 0."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """The slopes in a ``part`` of some edges."""

    across: Field
    down: Field
    part: Part


@dataclass(frozen=True, slots=True)
class Edges:
    """Slopes of the lightness along both axes, float32, at the scale of the comparison.

    ``scale`` is px of the frame for one px here.
    """

    across: Field
    down: Field
    scale: float

    def shared(self, other: "Edges", part: Part = WHOLE) -> Field:
        """For each px, the strength of the edges that both have in one direction; 0 where none."""
        shared: Field = self.across[part] * other.across[part]
        shared += self.down[part] * other.down[part]
        return np.maximum(shared, 0, out=shared)

    def take(self, other: "Edges", place: Region) -> None:
        """Become as ``other`` is in one region."""
        left, top, right, bottom = (round(side / self.scale) for side in place)
        self.across[top:bottom, left:right] = other.across[top:bottom, left:right]
        self.down[top:bottom, left:right] = other.down[top:bottom, left:right]

    def forget(self, corners: Corners) -> None:
        """Have no edges under a box."""
        self.across[self.inside(corners)] = 0
        self.down[self.inside(corners)] = 0

    def strokes_in(self, corners: Corners) -> Strokes:
        """A copy of those in a box: all of the edges take a hundred times the memory."""
        part = self.inside(corners)
        return Strokes(self.across[part].copy(), self.down[part].copy(), part)

    def inside(self, corners: Corners) -> Part:
        """The part under the upright rectangle round a box."""
        left, top = np.maximum(np.floor(corners.min(axis=0) / self.scale).astype(int), 0)
        right, bottom = np.ceil(corners.max(axis=0) / self.scale).astype(int) + 1
        return slice(top, bottom), slice(left, right)


def edges(grey: Grey) -> Edges:
    """The edges of one picture."""
    height, width = grey.shape
    scale = min(height, width) / _SHORT_SIDE_PX
    size = (max(_CELL_PX, round(width / scale)), max(_CELL_PX, round(height / scale)))
    small = resized(grey, size)
    across, down = (
        cv2.Sobel(small, cv2.CV_32F, *axis).astype(np.float32, copy=False) for axis in ((1, 0), (0, 1))
    )
    return Edges(across, down, scale)


def is_still_there(corners: Corners, then: Edges, now: Edges, least: float) -> bool:
    """Whether ``least`` of the edges of a text seen in a box then still stands there now.

    Nothing does where the size of the frames changed.
    """
    if then.across.shape != now.across.shape:
        return False
    part = then.inside(corners)
    before = float((then.across[part] ** 2 + then.down[part] ** 2).sum())
    return float(now.shared(then, part).sum()) >= least * before


def share_known(then: Strokes, now: Edges, corners: Corners) -> float:
    """How much of the strokes in a box stood there already, in the part looked at then, as strong; 0 to 1.

    Both ways where both overlap: strokes that are gone count as much as new ones.
    """
    part = now.inside(corners)
    firsts = [max(one.start, other.start) for one, other in zip(part, then.part, strict=True)]
    lasts = [min(one.stop, other.stop) for one, other in zip(part, then.part, strict=True)]
    if any(last <= first for first, last in zip(firsts, lasts, strict=True)):
        return 0.0
    rows, columns = map(slice, firsts, lasts)
    was_rows, was_columns = (
        slice(first - of.start, last - of.start)
        for first, last, of in zip(firsts, lasts, then.part, strict=True)
    )
    was_across, was_down = then.across[was_rows, was_columns], then.down[was_rows, was_columns]
    is_across, is_down = now.across[rows, columns], now.down[rows, columns]
    if was_across.shape != is_across.shape:  # the size of the frames changed
        return 0.0
    was, strength = was_across**2 + was_down**2, is_across**2 + is_down**2
    shared = np.maximum(was_across * is_across + was_down * is_down, 0)
    all_now = float((now.across[part] ** 2 + now.down[part] ** 2).sum())
    of_now = float(np.minimum(shared, strength).sum()) / max(all_now, 1e-6)
    of_then = float(np.minimum(shared, was).sum()) / max(float(was.sum()), 1e-6)
    return min(of_now, of_then)


def news(now: Edges, later: Edges, before: Edges, settings: TrackerSettings) -> Cells:
    """The cells in which strokes stand now and a moment later that did not stand there before."""
    strength = _new_strength(now, later, before, WHOLE, settings.new_ratio)
    cells: Cells = (strength > settings.new_strength).astype(np.uint8)
    return cells


def has_changed(corners: Corners, then: Edges, now: Edges, later: Edges, settings: TrackerSettings) -> bool:
    """Whether a text in a box has strokes that it had not then, be it in one cell: another digit."""
    return bool(changed_cells(corners, then, now, later, settings).any())


def changed_cells(
    corners: Corners, then: Edges, now: Edges, later: Edges, settings: TrackerSettings
) -> NDArray[np.bool_]:
    """The cells of a box, rows x columns, in which a text has strokes that it had not then."""
    part = now.inside(corners)
    usual = float(np.median(_strength(then, part, 1.0)))
    least = max(settings.new_strength, settings.changed_share * usual)
    changed: NDArray[np.bool_] = _new_strength(now, later, then, part, settings.new_ratio) > least
    return changed


def inner_cells(cells: NDArray[np.bool_], outer: Part, inner: Part) -> NDArray[np.bool_]:
    """Of the cells of an outer part those that lie in an inner one from side to side."""
    rows, columns = (
        slice(-((of.start - side.start) // _CELL_PX), max(0, (side.stop - of.start) // _CELL_PX))
        for side, of in zip(inner, outer, strict=True)
    )
    found: NDArray[np.bool_] = cells[rows, columns]
    return found


def _new_strength(now: Edges, later: Edges, before: Edges, part: Part, ratio: float) -> Field:
    x, y = now.across[part], now.down[part]
    new = now.shared(later, part)
    for one, other in ((x, later.across[part]), (y, later.down[part])):
        moved = one - other
        new -= np.square(moved, out=moved)
    old = now.shared(before, part)
    new -= np.multiply(old, ratio, out=old)
    new /= np.maximum(x * x + y * y, 1)
    return _strength(now, part, np.clip(new, 0, 1, out=new))


def _strength(field: Edges, part: Part, share: Field | float) -> Field:
    """For each cell how strong its strokes are, of each px the given share.

    Strokes run in all directions within a cell; the outline of a thing runs in one. So a cell's strength is
    that of its weakest direction, the lesser eigenvalue of its structure tensor (Shi and Tomasi, "Good
    features to track", 1994).
    """
    x, y = field.across[part], field.down[part]
    high, wide = x.shape
    cells = (max(1, wide // _CELL_PX), max(1, high // _CELL_PX))
    x_share, y_share = share * x, share * y
    across, down, both = (
        cv2.resize(product, cells, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
        for product in (x_share * x, y_share * y, x_share * y)
    )
    weakest: Field = (across + down - np.sqrt((across - down) ** 2 + 4 * both**2)) / 2
    return weakest


def regions(cells: Cells, size: tuple[int, int], least_cells: int) -> tuple[Region, ...]:
    """The parts of a frame (``size``: width, height in px) where text may have come up.

    One is as long as ``least_cells`` and has as many; it may be the whole frame.
    """
    mask = cv2.morphologyEx(cells, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False)
    high, wide = mask.shape
    more_x, more_y = _MARGIN_CELLS
    _, _, groups, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = merged(
        [
            (
                max(0, left - more_x),
                max(0, top - more_y),
                min(wide, left + width + more_x),
                min(high, top + height + more_y),
            )
            for left, top, width, height, count in groups[1:].tolist()
            if max(width, height) >= least_cells and count >= least_cells
        ]
    )
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    if area > _WHOLE_SHARE * high * wide:
        return ((0, 0, *size),)
    per_x, per_y = size[0] / wide, size[1] / high
    return tuple(
        (int(left * per_x), int(top * per_y), round(right * per_x), round(bottom * per_y))
        for left, top, right, bottom in boxes
    )
