"""What a sample is, and what the network is to say of it.

A sample is a grey picture at the fast detector's scale, ``KIND-SEED-NUMBER.jpg``, and its lines, ``.json``
beside it.
The target of a picture has, for each cell, whether a line stands there and where that line's edges are.
Its channels, each cells high x cells wide, float32:

0 and 1: whether the cell lies in a row, in a column (1, 0; ``UNKNOWN`` where it must not count).
2 and 3: how far its middle is from the line's two edges, in px of the picture, measured across the line:
upwards and downwards for a row, to the left and to the right for a column.
"""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.video.frame import Grey
from detector.vision.data import Corners
from detector.vision.detection.fast_detector import CELL_PX

Target = NDArray[np.float32]
Sample = tuple[Grey, Target]
"""A picture and its target."""
UNKNOWN = -1.0
_QUALITY = 78
_EVERY = 8
_HELD_OUT = slice(4, None, 7)
_Item = TypeVar("_Item")
_LEAST_HEIGHT_PX = 9.0
"""A lower line would lie between the middles of the cells; for its cells it counts as that high."""
_FRINGE_PX = 4.0
"""So near to a line it is neither text nor none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sample: corners in px, whether it is read downwards, whether it is surely there."""

    quad: Corners
    column: bool
    sure: bool


def is_held_out(seed: int) -> bool:
    """Whether the samples of a seed are for the figures alone, as every eighth seed's are."""
    return seed % _EVERY == 0


def part(items: tuple[_Item, ...], *, held_out: bool) -> tuple[_Item, ...]:
    """The fonts or videos that are drawn on for the held-out seeds alone, or the others.

    What is too little to share serves both.
    """
    kept = range(len(items))[_HELD_OUT]
    if not kept:
        return items
    return tuple(item for number, item in enumerate(items) if (number in kept) == held_out)


def write(path: Path, picture: Grey, lines: Iterable[Line]) -> None:
    """Keep a sample; ``path`` is that of its picture."""
    cv2.imwrite(str(path), picture, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))
    rows = [
        {"quad": np.round(line.quad, 1).tolist(), "column": line.column, "sure": line.sure} for line in lines
    ]
    path.with_suffix(".json").write_text(json.dumps(rows), encoding="utf-8")


def to_learn(folder: Path) -> list[Sample]:
    """The samples to learn from, each a picture and its target."""
    paths = [path for path in _pictures(folder) if not is_held_out(_seed(path))]
    with ThreadPoolExecutor() as pool:  # decoding needs no interpreter
        samples = list(pool.map(_read, paths))
    return [(picture, target(picture.shape, lines)) for picture, lines in samples]


def held_out(folder: Path) -> list[tuple[Grey, list[Line]]]:
    """The samples that nothing is learned from, each a picture and its lines."""
    return [_read(path) for path in _pictures(folder) if is_held_out(_seed(path))]


def _pictures(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jpg"))


def _seed(path: Path) -> int:
    return int(path.stem.split("-")[-2])


def _read(path: Path) -> tuple[Grey, list[Line]]:
    picture = np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)
    rows = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return picture, [Line(np.asarray(r["quad"], np.float32), r["column"], r["sure"]) for r in rows]


def target(size: Sequence[int], lines: Iterable[Line]) -> Target:
    """The target of a picture of ``size`` (height, width in px) with these lines."""
    high, wide = size[0] // CELL_PX, size[1] // CELL_PX
    field = np.zeros((4, high, wide), np.float32)
    middles = np.stack(
        np.meshgrid((np.arange(wide) + 0.5) * CELL_PX, (np.arange(high) + 0.5) * CELL_PX), axis=-1
    ).astype(np.float32)
    for line in lines:
        _mark(field, middles, line)
    return field


def _mark(field: Target, middles: Target, line: Line) -> None:
    before, after = _across(line.quad, middles, column=line.column)
    begin, end = _along(line.quad, middles, column=line.column)
    height = before + after
    more = np.maximum(0, _LEAST_HEIGHT_PX - height) / 2
    near = np.minimum(before, after) >= -more - _FRINGE_PX
    near &= np.minimum(begin, end) >= -_FRINGE_PX
    inside = (np.minimum(before, after) >= -more) & (np.minimum(begin, end) >= 0)
    own = field[int(line.column)]
    untouched = near & ~inside & (own == 0)
    own[untouched] = UNKNOWN
    other = field[1 - int(line.column)]
    if not line.sure:
        own[inside] = UNKNOWN
        other[inside] = UNKNOWN
        return
    own[inside] = 1
    other[inside] = 0
    field[2][inside] = before[inside]
    field[3][inside] = after[inside]


def _along(quad: Corners, middles: Target, *, column: bool) -> tuple[Target, Target]:
    """How far each cell's middle is inside the line's two ends, px; negative outside."""
    axis = quad[3] - quad[0] if column else quad[1] - quad[0]
    length = float(np.hypot(*axis))
    share = (middles - quad[0]) @ (axis / max(length, 1e-6))
    return share, length - share


def _across(quad: Corners, middles: Target, *, column: bool) -> tuple[Target, Target]:
    """How far each cell's middle is from the line's two edges, upright or level; negative outside."""
    if column:
        left, right = quad[0, 0], quad[1, 0]
        return middles[..., 0] - left, right - middles[..., 0]
    axis = quad[1] - quad[0]
    slope = float(axis[1] / axis[0]) if abs(axis[0]) > 1e-6 else 0.0
    top = quad[0, 1] + (middles[..., 0] - quad[0, 0]) * slope
    bottom = quad[3, 1] + (middles[..., 0] - quad[3, 0]) * slope
    return middles[..., 1] - top, bottom - middles[..., 1]
