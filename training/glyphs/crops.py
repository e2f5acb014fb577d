"""Windows round single glyphs, as the product cuts them out of level rows."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.vision.recognition.glyph_classifier import windows
from tests.drawing.faces import has_narrow_o
from training.glyphs.texts import KNOWN, text
from training.reader.alphabet import label
from training.reader.mosaic import Sample, mosaic
from training.reader.stock import Grey, Stock

CLASSES = {character: number for number, character in enumerate(("", *KNOWN))}
"""The class of each character; 0 is any other one."""
_OFF = 0.1
"""How far off a glyph's middle a window may be, in heights of the row: as far as a reader's steps are."""
_ROUND = "Oo〇○QD"
"""Not told from a zero in fonts in which they are as narrow."""
_KEPT = {**dict.fromkeys("0123456789", 0.7), **dict.fromkeys("网微剧字第号", 0.5), "": 0.12}
"""Shares of the glyphs that are used, where there are many; '' stands for those of no class of their own."""


class Crop(NamedTuple):
    """A window, 32 x 64, what stands in its middle, and where that comes from."""

    picture: Grey
    number: int
    sample: Sample


def crops(number: int, stock: Stock, seed: int) -> Iterator[Crop]:
    """The windows of a mosaic."""
    dice = Random(f"glyphs-{seed}-{number}")
    for sample in mosaic(number, stock, seed, text):
        kept = [(place, known) for place, known in _glyphs(sample) if dice.random() < _KEPT.get(known, 1.0)]
        if kept:
            off = _OFF * sample.picture.shape[0] / sample.picture.shape[1]
            places = [place + dice.uniform(-off, off) for place, _ in kept]
            pictures = np.rint(windows(sample.picture, places) * 127.5 + 127.5).astype(np.uint8)
            for picture, (_, known) in zip(pictures[:, 0], kept, strict=True):
                yield Crop(picture, CLASSES[known], sample)


def _glyphs(sample: Sample) -> Iterator[tuple[float, str]]:
    """Where each glyph's middle is, 0 to 1, and what it is; '' where it has no class of its own."""
    for letter in sample.letters:
        known = label(letter.character)
        if known == " " or (known in _ROUND and has_narrow_o(sample.face)):
            continue
        yield letter.middle, known if known in CLASSES else ""


def stacked(found: list[Crop]) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
    """Pictures, count x 32 x 64, and classes."""
    return np.stack([crop.picture for crop in found]), np.array([crop.number for crop in found], np.int16)
