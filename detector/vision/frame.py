"""The data inside ``vision``: what is passed from stage to stage and never leaves as it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""One picture: uint8, height x width x 3, BGR, as presented (after rotation)."""

Corners = NDArray[np.float32]
"""4 x 2, px, clockwise from the corner where reading begins."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is on the screen at ``at_ms`` after the first presented frame."""

    index: int
    at_ms: int
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class TextBox:
    """A place on a frame that looks like text; ``confidence`` is 0 to 1."""

    corners: Corners
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one place on one frame.

    ``confidence`` is the mean over ``character_confidences`` (one for each character of ``text``), 0 to 1.
    """

    at_ms: int
    corners: Corners
    text: str
    confidence: float
    character_confidences: tuple[float, ...]
