"""Many lines of text on one picture that is encoded as a video, decoded and cut into lines again.

Everything is grey: the reader sees no colour. A mosaic is made of its number alone, so that equal numbers
give equal samples wherever they are drawn.
"""

from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from training.reader.boxes import Box, Letter, box
from training.reader.coding import Coding, coded, coding
from training.reader.scenes import scene
from training.reader.stock import Grey, Stock
from training.reader.strip import draw, style
from training.reader.surface import FRAMES, Surface, put
from training.reader.texts import Text, text

_SIZES = ((720, 1280), (1280, 720), (1080, 864), (960, 960), (576, 1024))
_CUT_FRAMES = 2
_LEAST_EM_PX = 9.5
_EMPTY = 0.05
_WORD_GAP = 0.2
"""Ems between letters from which on no one tells a gap between words."""


class Sample(NamedTuple):
    """A line as it is cut out, what it says, and what may make it hard; the em is as decoded."""

    picture: Grey
    letters: tuple[Letter, ...]
    kind: str
    em_px: float
    opacity: float
    crf: int
    face: str

    @property
    def printed(self) -> str:
        """The characters alone."""
        return "".join(letter.character for letter in self.letters)


class _Line(NamedTuple):
    """A line on the mosaic; ``surface`` is ``None`` for an empty place."""

    says: Text
    surface: Surface | None
    face: str
    size_px: float
    is_spaced: bool
    place: tuple[float, float, float, float]


def mosaic(
    number: int, stock: Stock, seed: int = 1, says: Callable[[Random], Text] = text
) -> Iterator[Sample]:
    """The samples of one mosaic. ``says`` gives each line's text."""
    dice = Random(f"marker-reader-{seed}-{number}")
    size = dice.choice(_SIZES)
    behind = scene(dice, stock, size)
    texts = (says(dice) for _ in count())
    lines = list(_lines(dice, stock, behind(0), texts))
    how = coding(dice)
    frames = []
    for at in range(FRAMES):
        frame = behind(at)
        for line in lines:
            if line.surface:
                line.surface.paint(frame, at)
        frames.append(frame)
    decoded = coded(frames, how)
    for at in sorted(dice.sample(range(FRAMES), _CUT_FRAMES)):
        for line in lines:
            sample = _sample(dice, line, decoded[at], at, how)
            if sample:
                yield sample


def _lines(dice: Random, stock: Stock, behind: Grey, texts: Iterator[Text]) -> Iterator[_Line]:
    high, wide = behind.shape
    y = dice.uniform(0, 20)
    for says in texts:
        try:
            face = stock.face(dice, says.printed)
        except LookupError:
            continue
        how = style(dice, face, _ems(says.printed), wide)
        strip = draw(says.printed, how)
        below = y + strip.letters.shape[0]
        if below + 8 > high:
            return
        if strip.letters.shape[1] > wide - 4:
            continue
        if dice.random() < _EMPTY:
            place = (0.1 * wide, y, dice.uniform(0.2, 0.9) * wide, below)
            yield _Line(Text("", "empty"), None, face, how.size_px, is_spaced=False, place=place)
        else:
            x = dice.uniform(0, wide - strip.letters.shape[1])
            surface = put(dice, strip, (x, y), behind)
            if surface:
                is_spaced = how.spacing_px > _WORD_GAP * how.size_px or how.column
                yield _Line(says, surface, face, how.size_px, is_spaced, (0, 0, 0, 0))
        # Neighbours as near as rows of one text stand, or far off.
        y = (
            below
            + (dice.uniform(-0.35, 0.1) if dice.random() < 0.4 else dice.uniform(0.1, 0.9)) * how.size_px
        )


def _ems(printed: str) -> int:
    """Room that a text needs at least, in ems: Latin letters and digits are half as wide."""
    return max(1, round(sum(0.55 if character.isascii() else 1.0 for character in printed)))


def _sample(dice: Random, line: _Line, frame: Grey, at: int, how: Coding) -> Sample | None:
    em_px = line.size_px * how.scale
    if line.surface is None:
        left, top, right, bottom = line.place
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
        shown = Box(corners, ())
        opacity = 1.0
    else:
        opacity = line.surface.alphas[at]
        if em_px * how.softness < _LEAST_EM_PX or not line.surface.is_legible(at, how.crf):
            return None
        shown = box(dice, line.surface)
    letters = tuple(x for x in shown.letters if x.character != " " or not line.is_spaced)
    picture = _cut(frame, shown.corners * np.float32(how.scale))
    return Sample(picture, letters, line.says.kind, em_px * how.softness, opacity, how.crf, line.face)


def _cut(frame: Grey, corners: NDArray[np.float32]) -> Grey:
    """A box, level, in its own size: as the product cuts it."""
    wide = max(4, round(float(np.hypot(*(corners[1] - corners[0])))))
    high = max(4, round(float(np.hypot(*(corners[3] - corners[0])))))
    level = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    transform = cv2.getPerspectiveTransform(corners.astype(np.float32), level)
    return cv2.warpPerspective(
        frame, transform, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)
