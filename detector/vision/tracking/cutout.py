"""A small picture of a text, kept where its whole frame need not be."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from detector.video.frame import Frame, Picture
from detector.vision.data import Corners, Reading, TextBox
from detector.vision.geometry import height, width

_MARGIN = 0.5
"""How much of the picture round a box is kept, in thicknesses of the text: chosen, not measured.

Turning a leaning box level needs what lies at its corners.
"""


class Cutout(NamedTuple):
    """A part of a frame whose top left corner is ``corner`` (px of the frame), and the box in it."""

    frame: Frame
    box: TextBox
    corner: Corners

    def on_frame(self, reading: Reading) -> Reading:
        """A reading of the cutout with its place on the whole frame."""
        hidden = tuple(replace(place, corners=place.corners + self.corner) for place in reading.hidden)
        return replace(reading, corners=reading.corners + self.corner, hidden=hidden)


def cut_out(frame: Frame, box: TextBox) -> Cutout | None:
    """What a frame shows in a box and round it, as a copy; ``None`` where the box lies off the frame."""
    margin = _MARGIN * min(width(box.corners), height(box.corners))
    corner = np.maximum(np.floor(box.corners.min(axis=0) - margin), 0).astype(np.float32)
    left, top = corner.astype(int).tolist()
    right, bottom = np.ceil(box.corners.max(axis=0) + margin).astype(int).tolist()
    pixels, grey = (x[top:bottom, left:right].copy() for x in (frame.pixels, frame.picture.grey))
    if not pixels.size:
        return None
    part = replace(frame, picture=Picture(lambda: pixels, lambda: grey))
    return Cutout(part, replace(box, corners=box.corners - corner), corner)
