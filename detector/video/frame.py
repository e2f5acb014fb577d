"""A decoded frame and the time at which it is on the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""One picture: uint8, height x width x 3, BGR, as presented (upright, of square pixels, SDR)."""

Grey = NDArray[np.uint8]
"""The lightness of one picture: uint8, height x width, as presented."""


class Picture:
    """What a frame shows; its colours are made only when they are asked for, which most never are."""

    def __init__(self, pixels: Callable[[], Pixels], grey: Callable[[], Grey]) -> None:
        self._pixels = pixels
        self._grey = grey

    @cached_property
    def pixels(self) -> Pixels:
        """All colours."""
        return self._pixels()

    @cached_property
    def grey(self) -> Grey:
        """The lightness alone."""
        return self._grey()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is on the screen at ``at_ms`` after the first presented frame; it came up at ``came_ms``.

    A picture that stands at several instants comes with several frames.
    """

    index: int
    at_ms: int
    picture: Picture
    came_ms: int

    @property
    def pixels(self) -> Pixels:
        """The picture's colours."""
        return self.picture.pixels
