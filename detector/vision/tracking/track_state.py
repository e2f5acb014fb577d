"""A text that is followed: what was seen of it last, and whether another look may add anything."""

from dataclasses import dataclass

import cv2
import numpy as np

from detector.marker.cues import looks_complete, may_be_marker
from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame, Picture, Pixels
from detector.vision.data import Reading, TextBox
from detector.vision.geometry import height, width
from detector.vision.tracking.change_detection import Edges
from detector.vision.tracking.deferred import DeferredText

_SPOT_PX = 5
_NOISE = 6.0
"""Levels of 255 by which the mean of a spot of 5 x 5 px may change from coding alone."""
_LONG, _THICK = 5.0, 0.12
"""A line of a marker is so many times longer than high, and at most this share of the frame's short side."""
_DOUBTFUL = 0.8
_DOUBTFUL_READS = 3
"""A line of this shape that is read less surely than this is tried so often: it may be a marker."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What a box held when it was last read, the picture that it was read on, and how often it was read.

    Always compared with that picture, not with the last one: a slow fade is a change too. ``since_ms``: when
    it was first seen.
    """

    box: TextBox
    reading: Reading | None
    picture: Picture
    edges: Edges
    since_ms: int
    reads: int = 0
    aside: DeferredText | None = None

    @property
    def may_be_marker(self) -> bool:
        """Whether evidence is worth gathering."""
        return self.reading is not None and may_be_marker(self.reading.text)

    @property
    def is_whole(self) -> bool:
        """Whether a marker stands there from end to end."""
        return self.reading is not None and looks_complete(self.reading.text)

    @property
    def weakest(self) -> float:
        """The confidence of the least sure character, 0 without one. Nobody is ever sure of a space."""
        read = self.reading.characters if self.reading else ()
        return min((c[0][1] for c in read if c[0][0].strip()), default=0.0)

    @property
    def is_plain(self) -> bool:
        """Whether it can be no marker and hide none: it is not so large that one fits in it."""
        if self.aside:
            return self._is_thin and self.aside.is_clear
        return not self._is_doubtful and self._is_thin and not self.may_be_marker

    @property
    def _is_doubtful(self) -> bool:
        return self.reading is None or self.reading.confidence < _DOUBTFUL

    @property
    def _is_thin(self) -> bool:
        return bool(self._sides[0] <= _THICK * min(self.picture.grey.shape))

    @property
    def _sides(self) -> tuple[float, float]:
        """The lesser and the greater one, px."""
        thick, long = sorted((width(self.box.corners), height(self.box.corners)))
        return thick, long

    def is_done(self, settings: TrackerSettings) -> bool:
        """Whether reading it again can add nothing."""
        if self.may_be_marker:
            return self.reads >= settings.reads and self.weakest >= settings.sure
        if self.aside and self.aside.is_clear:
            return True
        thick, long = self._sides
        like_a_marker = long >= _LONG * thick and self._is_thin
        return not (like_a_marker and self._is_doubtful) or self.reads >= _DOUBTFUL_READS

    def is_unchanged(self, frame: Frame) -> bool:
        """Whether a frame shows the same picture there as the one it was read on."""
        if self.picture is frame.picture:
            return True
        change = cv2.absdiff(*(_patch(picture, self.box) for picture in (self.picture, frame.picture)))
        return float(cv2.blur(change, (_SPOT_PX, _SPOT_PX)).max()) <= _NOISE


def _patch(picture: Picture, box: TextBox) -> Pixels:
    left, top = np.maximum(np.floor(box.corners.min(axis=0)).astype(int) - _SPOT_PX, 0)
    right, bottom = np.ceil(box.corners.max(axis=0)).astype(int) + _SPOT_PX
    return picture.pixels[top:bottom, left:right]
