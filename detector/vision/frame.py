"""The data inside ``vision``: what is passed from stage to stage and never leaves as it is."""

from collections.abc import Sequence
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


Character = tuple[tuple[str, float], ...]
"""What one character may be, surest first, each with its confidence, 0 to 1."""


def text_of(characters: Sequence[Character]) -> str:
    """The surest of each character."""
    return "".join(character[0][0] for character in characters)


def confidence_of(characters: Sequence[Character]) -> float:
    """The mean over the surest of each, 0 to 1; 0 for no character."""
    return sum(character[0][1] for character in characters) / len(characters) if characters else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one place on one frame, with the reader's doubts about each character."""

    at_ms: int
    corners: Corners
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """The surest characters."""
        return text_of(self.characters)

    @property
    def confidence(self) -> float:
        """The mean over the surest characters, 0 to 1; 0 for no text."""
        return confidence_of(self.characters)
