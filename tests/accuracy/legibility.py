"""Whether an eye could read a marker at all: what no one can read is no fair test.

The rule: between the strokes of a letter and what lies round them there must be at least
``Spec.min_contrast`` levels of luma (of 255), and at least the standard deviation of what lies round them.
It is measured on the drawn picture before encoding, at three instants of the marker's time; at two of them
nine letters of ten must meet it. Texts that pass over the marker do not count.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.accuracy.render import background
from tests.accuracy.spec import Spec
from tests.drawing.backgrounds import Background
from tests.drawing.text import Overlay, fill, paint, position

_INSTANTS = (0.3, 0.5, 0.7)
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_MIN_INK = 0.02
"""Share of a cell that a letter covers at least; the rest are spaces."""

_Levels = NDArray[np.float32]


def contrast(spec: Spec) -> float:
    """The contrast in levels that the rule finds for the worst of the markers; 255 without a marker."""
    scene = background(spec)
    return min((_contrast(scene, marker, spec) for marker in spec.markers), default=255.0)


def _contrast(scene: Background, marker: Overlay, spec: Spec) -> float:
    end_ms = 1000 * spec.seconds if marker.to_ms is None else marker.to_ms
    letters = fill(marker)[:, :, 0]
    found = []
    for share in _INSTANTS:
        at_ms = marker.from_ms + share * (end_ms - marker.from_ms)
        frame = scene(at_ms)
        paint(frame, marker, at_ms)
        x, y = position(frame, marker, at_ms)
        seen = frame[max(0, y) : y + letters.shape[0], max(0, x) : x + letters.shape[1]] @ _LUMA
        if seen.shape == letters.shape:
            found.append(float(np.percentile(list(_cells(seen, letters, marker.size_px)), 10)))
    return float(np.median(found)) if len(found) > 1 else 0.0


def _cells(seen: _Levels, letters: _Levels, size_px: int) -> Iterator[float]:
    """The contrast of each letter-sized cell; 0 where the ground is more uneven than that."""
    reach = max(3, size_px // 5) | 1
    near = cv2.dilate(letters, np.ones((reach, reach), np.uint8))
    for top in range(0, letters.shape[0], size_px):
        for left in range(0, letters.shape[1], size_px):
            cell = slice(top, top + size_px), slice(left, left + size_px)
            ink = letters[cell]
            beside = (near[cell] > 0.5) & (ink < 0.1)
            if ink.mean() < _MIN_INK or not beside.any():
                continue
            rest = seen[cell][beside]
            step = abs(float((seen[cell] * ink).sum() / ink.sum()) - float(rest.mean()))
            yield step if step >= rest.std() else 0.0
