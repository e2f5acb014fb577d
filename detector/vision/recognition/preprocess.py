"""A level row's picture as a recognition network takes it."""

from math import ceil
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.video.frame import Grey, Pixels
from detector.vision.scaling import resized

_WIDTH_STEP = 32
"""px; the input's width is a multiple of it, as in training."""
_COLOURS = 3
MOST_RATIO = 60.0
"""Length / height of a row at most; the end of a longer one is squeezed. Chosen, not measured."""
STRETCHES = (1.0, 0.9, 1.1)
"""How wide a row is shown from one reading to the next.

The same picture shown otherwise is misread otherwise. Of 64 mean pictures of doubtful rows (extended
benchmark, tuned split, seed 9101) 41 were read exactly as they are, by a vote of all three widths 49; by one
of four means of different frames 44, of which each is shown in another width 48.
"""


class RecognitionNetwork(Protocol):
    """A network that reads: a level line, 1 x channels x height x width, -1 to 1, to 1 x steps x shares."""

    @property
    def line_shape(self) -> tuple[int, int]:
        """Channels, 3 (BGR) or 1 (grey), and height in px of what it takes."""

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Run the network."""


def to_network_input(
    picture: Pixels | Grey, line_shape: tuple[int, int], most_ratio: float, stretch: float = 1.0
) -> tuple[NDArray[np.float32], int]:
    """The network's input, and how many px of its width the picture takes; at most ``most_ratio`` heights.

    ``stretch``: how many times as wide as it is the picture is shown.
    It is 1 x channels x height x width, -1 to 1, padded on the right to a multiple of 32: with grey, a grey
    line with its last column, as EasyOCR's networks know it. A network for colours takes no grey picture.
    """
    channels, height_px = line_shape
    high, wide = picture.shape[:2]
    scaled_width = min(round(most_ratio * height_px), max(1, ceil(stretch * wide * height_px / high)))
    to_grey = channels == 1 and picture.ndim == _COLOURS
    seen = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False) if to_grey else picture
    scaled = resized(seen, (scaled_width, height_px))
    room = -(-scaled_width // _WIDTH_STEP) * _WIDTH_STEP
    line = np.zeros((1, channels, height_px, room), np.float32)
    line[0, :, :, :scaled_width] = np.atleast_3d(scaled).transpose(2, 0, 1) / np.float32(127.5) - 1
    if channels == 1:
        line[..., scaled_width:] = line[..., scaled_width - 1 : scaled_width]
    return line, scaled_width
