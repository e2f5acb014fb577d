"""From frame to frame: what has not changed is not looked at again.

Locating and reading cost a hundred times what comparing costs. A text counts as unchanged only where no spot
of its box changed by more than coding noise, so a single other digit is always read anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from detector.vision.frame import Frame, Pixels, Reading, TextBox
from detector.vision.quads import overlap

_SPOT_PX = 5
_NOISE = 6.0
"""Levels of 255 by which the mean of a spot of 5 x 5 px may change from coding alone."""
_SAME_BOX = 0.9
"""Overlap above which two boxes of neighbouring frames are one place, measured both ways."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a box held when it was read, and the picture that it was read on.

    Always compared with that picture, not with the last one: a slow fade is a change too.
    """

    box: TextBox
    reading: Reading | None
    pixels: Pixels


class Follower:
    """Looks at the frames of one video, in their order.

    ``locate`` gives a picture's boxes, ``read`` the text of one box or ``None`` for nothing legible.
    """

    def __init__(
        self,
        locate: Callable[[Pixels], Sequence[TextBox]],
        read: Callable[[Frame, TextBox], Reading | None],
    ) -> None:
        self._locate = locate
        self._read = read
        self._located: Pixels | None = None
        self._known: list[_Known] = []

    def look(self, frame: Frame) -> tuple[Reading, ...]:
        """The readings of a frame, from its own pixels or from those of a frame before it."""
        if self._located is None or not _same(self._located, frame.pixels):
            self._known = [self._follow(frame, box) for box in self._locate(frame.pixels)]
            self._located = frame.pixels
        readings = (known.reading for known in self._known if known.reading is not None)
        return tuple(replace(reading, at_ms=frame.at_ms) for reading in readings)

    def _follow(self, frame: Frame, box: TextBox) -> _Known:
        for known in self._known:
            if _one_place(known.box, box) and _same(
                _patch(known.pixels, known.box), _patch(frame.pixels, known.box)
            ):
                return known
        return _Known(box, self._read(frame, box), frame.pixels)


def _one_place(one: TextBox, other: TextBox) -> bool:
    a, b = (np.prod(np.ptp(box.corners, axis=0)) for box in (one, other))
    return bool(min(a, b) >= _SAME_BOX * max(a, b)) and overlap(one.corners, other.corners) >= _SAME_BOX


def _patch(pixels: Pixels, box: TextBox) -> Pixels:
    left, top = np.maximum(np.floor(box.corners.min(axis=0)).astype(int) - _SPOT_PX, 0)
    right, bottom = np.ceil(box.corners.max(axis=0)).astype(int) + _SPOT_PX
    return pixels[top:bottom, left:right]


def _same(one: Pixels, other: Pixels) -> bool:
    if one is other:
        return True
    if one.shape != other.shape:
        return False
    change = cv2.absdiff(one, other)
    return float(cv2.blur(change, (_SPOT_PX, _SPOT_PX)).max()) <= _NOISE
