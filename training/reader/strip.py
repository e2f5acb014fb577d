"""A line of text drawn: where its letters are, where each stands, in px of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.drawing.faces import load
from tests.drawing.text import IN_COLUMNS
from training.reader.stock import drawable

Mask = NDArray[np.float32]
"""Height x width, 0 to 1."""
_ASCENT = 0.88
_MARGIN = 0.18
"""What may reach above and below the em square, in ems."""
_INK = 0.3


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set. In a ``column`` each glyph has a cell of one em and the spacing."""

    face: str
    size_px: int
    spacing_px: float = 0.0
    bold_px: int = 0
    outline_px: int = 0
    column: bool = False


class Glyph(NamedTuple):
    """A printed character and the px between which it lies."""

    character: str
    left: float
    right: float


class Strip(NamedTuple):
    """The letters, and the letters with their outlines; the em square reaches from ``top`` to ``bottom``."""

    letters: Mask
    cover: Mask
    glyphs: tuple[Glyph, ...]
    top: float
    bottom: float


def style(dice: Random, face: str, length: int, room_px: int) -> Style:
    """A style by chance, in which so many characters are likely to fit into a room."""
    size = min(round(9 * (60 / 9) ** dice.betavariate(1.3, 1.9)), room_px // max(1, length))
    chance = dice.random()
    if chance < 0.72:
        spacing = dice.uniform(-0.06, 0.12)
    else:
        spacing = dice.uniform(0.12, 0.5) if chance < 0.92 else dice.uniform(0.5, 1.5)
    outline = dice.randint(1, max(1, size // 9)) if dice.random() < 0.3 else 0
    bold = max(1, size // 22) if dice.random() < 0.12 else 0
    column = dice.random() < 0.05
    if column:
        spacing = dice.uniform(0.0, 0.2)
    return Style(face, max(9, size), spacing * size, bold, outline, column)


def draw(text: str, how: Style) -> Strip:
    """A line of text."""
    edge = how.outline_px + how.bold_px + 2
    above = edge + _MARGIN * how.size_px
    places = list(_places(text, how))
    wide = ceil(max(x + room for _, x, room in places) + 2 * edge)
    high = ceil(2 * above + how.size_px)
    letters = Image.new("L", (wide, high))
    cover = Image.new("L", (wide, high)) if how.outline_px else letters
    font = load(how.face, how.size_px)
    for image, stroke in ((letters, how.bold_px), (cover, how.bold_px + how.outline_px)):
        if image is cover and cover is letters and stroke == how.bold_px and image.getbbox():
            break
        pen = ImageDraw.Draw(image)
        for character, x, _ in places:
            at = (x + edge, above + _ASCENT * how.size_px)
            pen.text(at, character, 255, font, anchor="ls", stroke_width=stroke)
    ink, all_ink = (np.asarray(image, np.float32) / np.float32(255) for image in (letters, cover))
    glyphs = tuple(
        _glyph(ink, character, x + edge, room) for character, (_, x, room) in zip(text, places, strict=True)
    )
    return Strip(ink, np.maximum(ink, all_ink), glyphs, above, above + how.size_px)


def _places(text: str, how: Style) -> Iterator[tuple[str, float, float]]:
    """Each character as it is drawn, its left end and its room."""
    font = load(how.face, how.size_px)
    x = 0.0
    for character in text:
        room = font.getlength(character)
        if not how.column:
            yield character, x, room
            x += room + how.spacing_px
            continue
        standing = character.translate(IN_COLUMNS)
        drawn = standing if drawable(standing, how.face) else character
        room = font.getlength(drawn)
        yield drawn, x + (how.size_px - room) / 2, room
        x += how.size_px + how.spacing_px


def _glyph(ink: Mask, character: str, left: float, room: float) -> Glyph:
    first = max(0, round(left))
    columns = np.flatnonzero((ink[:, first : round(left + room) + 1] > _INK).any(axis=0))
    if not len(columns):
        return Glyph(character, left, left + room)
    return Glyph(character, first + float(columns[0]), first + float(columns[-1]) + 1)
