"""The data inside ``vision``: what is passed from stage to stage and never leaves as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""4 x 2, px, clockwise from the corner where reading begins."""


Region = tuple[int, int, int, int]
"""An upright part of a picture: left, top, right, bottom in px."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """A place on a frame that looks like text; ``confidence`` is 0 to 1."""

    corners: Corners
    confidence: float


Chance = Literal["likely", "unclear", "hardly"]
"""That a text is a marker, before it is read. Nothing speaks for it where it is unclear, nor against it."""


Character = tuple[tuple[str, float], ...]
"""What one character may be, surest first, each with its confidence, 0 to 1."""


LEAST_SHARE = 0.02
"""An alternative with less than that is not worth telling: chosen, not measured."""


def cut_share(share: float) -> float:
    """A share in four digits: never rounded up to certainty, the same where the last bits differ."""
    return floor(share * 10_000) / 10_000


def text_of(characters: Sequence[Character]) -> str:
    """The surest of each character."""
    return "".join(character[0][0] for character in characters)


def confidence_of(characters: Sequence[Character]) -> float:
    """The mean over the surest of each, 0 to 1; 0 for no character."""
    return sum(character[0][1] for character in characters) / len(characters) if characters else 0.0


@dataclass(frozen=True, slots=True)
class HiddenDigit:
    """A place in or beside a row where a digit may be hidden: so many of its characters stand before it."""

    after: int
    corners: Corners


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one place on one frame, with the reader's doubts about each character.

    ``track`` is the number of the track that it is of, ``None`` for a reading of a mean picture. ``legible``:
    whether it is sure enough to count as a reading; if not, it only tells how a text looked.
    ``turned``: whether it was read upside down. ``hidden``: where digits of a marker may be hidden.
    """

    at_ms: int
    corners: Corners
    characters: tuple[Character, ...]
    track: int | None = None
    legible: bool = True
    turned: bool = False
    hidden: tuple[HiddenDigit, ...] = ()

    @property
    def text(self) -> str:
        """The surest characters."""
        return text_of(self.characters)

    @property
    def confidence(self) -> float:
        """The mean over the surest characters, 0 to 1; 0 for no text."""
        return confidence_of(self.characters)


def surer(one: Reading | None, other: Reading) -> Reading:
    """The one of two readings of a text that is read more surely, legible or not."""
    return one if one and one.confidence >= other.confidence else other
