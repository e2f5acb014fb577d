"""Letters whose places are known: each character of a text has its cell, and may be drawn or left out."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.drawing.faces import load
from tests.drawing.text import BLACK, WHITE, Colour, Frame, Mask

_BASELINE = 0.88
Layer = NDArray[np.float32]
"""Height x width x 3: colour times cover."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, px: left and top inside, right and bottom outside."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, x: float, y: float) -> "Box":
        """The box so many px further right and down."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def grown(self, px: float) -> "Box":
        """The box with each side so many px further out."""
        return Box(self.left - px, self.top - px, self.right + px, self.bottom + px)

    def joined(self, other: "Box") -> "Box":
        """The least box round both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right), max(self.bottom, other.bottom))


@dataclass(frozen=True, slots=True)
class Line:
    """What is written: ``text`` has its rows, or columns from the right, separated by line feeds.

    ``spacing_em`` is added after each character, ``pitch_em`` lies between rows. ``align``: share of a row's
    free room on its left.
    """

    text: str
    size_px: int
    font: str
    spacing_em: float = 0.0
    vertical: bool = False
    align: float = 0.5
    pitch_em: float = 1.4


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters look. ``shades`` carry on ``colour`` down each letter; ``glow_em`` is the glow's reach.

    ``bevel`` lights upper left edges and darkens lower right ones.
    """

    colour: Colour = WHITE
    shades: tuple[Colour, ...] = ()
    outline_px: int = 0
    outline_colour: Colour = BLACK
    glow: Colour | None = None
    glow_em: float = 0.25
    bevel: bool = False
    shadow_px: int = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """Letters ready to be laid on a frame: ``ink`` over what ``cover`` (0 to 1) leaves."""

    ink: Layer
    cover: Mask


def cells(line: Line, ink: Ink) -> dict[int, Box]:
    """The cell of each character by its index in the text, in px of the stamp; line feeds have none."""
    pad, size, font = _pad(line, ink), line.size_px, load(line.font, line.size_px)
    rows, places, index = line.text.split("\n"), dict[int, Box](), 0
    step = size * (1 + line.spacing_em)
    lengths = [sum(font.getlength(one) + line.spacing_em * size for one in row) for row in rows]
    for number, row in enumerate(rows):
        x = pad + line.align * (max(lengths) - lengths[number])
        for place, character in enumerate(row):
            if line.vertical:
                left = pad + (len(rows) - 1 - number) * size * line.pitch_em
                places[index] = Box(left, pad + place * step, left + size, pad + place * step + size)
            else:
                wide, top = font.getlength(character), pad + number * size * line.pitch_em
                places[index] = Box(x, top, x + wide, top + size)
                x += wide + line.spacing_em * size
            index += 1
        index += 1
    return places


def extent(line: Line, ink: Ink) -> tuple[int, int]:
    """Width and height of the stamp, px."""
    places, pad = cells(line, ink).values(), _pad(line, ink)
    return ceil(max(box.right for box in places)) + pad, ceil(max(box.bottom for box in places)) + pad


@lru_cache(maxsize=128)
def stamp(line: Line, ink: Ink, shown: frozenset[int] | None = None) -> Stamp:
    """The letters drawn, or those of them whose indices are ``shown``."""
    letters = _mask(line, ink, shown, 0)
    cover = np.maximum(letters, _mask(line, ink, shown, ink.outline_px)) if ink.outline_px else letters
    colours = _colours(line, ink, letters.shape[0], letters.shape[1])
    if ink.bevel:
        colours = np.clip(colours + _relief(letters, line.size_px), 0, 255)
    layer = letters * colours + (cover - letters) * np.asarray(ink.outline_colour, np.float32)
    if ink.shadow_px:
        under = np.roll(cover, (ink.shadow_px, ink.shadow_px), (0, 1)) * np.float32(0.7)
        cover = cover + (1 - cover) * under
    if ink.glow is not None:
        sigma = max(1.0, ink.glow_em * line.size_px / 2)
        soft = cv2.GaussianBlur(np.ascontiguousarray(letters[:, :, 0]), (0, 0), sigma)[:, :, None]
        light = np.clip(2.2 * soft, 0, 0.85).astype(np.float32)
        layer = layer + (1 - cover) * light * np.asarray(ink.glow, np.float32)
        cover = cover + (1 - cover) * light
    return Stamp(np.asarray(layer, np.float32), np.asarray(cover, np.float32))


def paste(
    frame: Frame, what: Stamp, at: tuple[float, float], *, opacity: float = 1.0, scale: float = 1.0
) -> None:
    """Lay letters on a frame, their upper left corner at ``at`` px; what reaches beyond it is cut off."""
    (x, y), ink, cover = at, what.ink, what.cover
    if scale != 1.0 or x != round(x) or y != round(y):
        size = ceil(ink.shape[1] * scale) + 1, ceil(ink.shape[0] * scale) + 1
        move = np.array([[scale, 0, x - np.floor(x)], [0, scale, y - np.floor(y)]])
        ink = np.asarray(cv2.warpAffine(ink, move, size, flags=cv2.INTER_LINEAR), np.float32)
        cover = np.asarray(cv2.warpAffine(cover, move, size, flags=cv2.INTER_LINEAR), np.float32)[:, :, None]
    left, top = int(np.floor(x)), int(np.floor(y))
    height, width = frame.shape[:2]
    rows = slice(max(0, -top), min(ink.shape[0], height - top))
    columns = slice(max(0, -left), min(ink.shape[1], width - left))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    under = frame[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
    under[:] = np.rint(under * (1 - opacity * cover[rows, columns]) + opacity * ink[rows, columns])


def _pad(line: Line, ink: Ink) -> int:
    glow = ceil(ink.glow_em * line.size_px) if ink.glow is not None else 0
    return max(ink.outline_px, glow, ink.shadow_px) + 2 + line.size_px // 8


def _mask(line: Line, ink: Ink, shown: frozenset[int] | None, stroke_px: int) -> Mask:
    font = load(line.font, line.size_px)
    image = Image.new("L", extent(line, ink))
    draw = ImageDraw.Draw(image)
    for index, box in cells(line, ink).items():
        character = line.text[index]
        if shown is not None and index not in shown:
            continue
        x = (box.left + box.right - font.getlength(character)) / 2
        baseline = box.top + _BASELINE * line.size_px
        draw.text((x, baseline), character, 255, font, anchor="ls", stroke_width=stroke_px)
    return np.asarray(image, np.float32)[:, :, None] / np.float32(255)


def _colours(line: Line, ink: Ink, height: int, width: int) -> Layer:
    stops = np.asarray((ink.colour, *ink.shades), np.float32)
    pitch = line.size_px * (1 + line.spacing_em if line.vertical else line.pitch_em)
    down = np.clip((np.arange(height) - _pad(line, ink)) % pitch / line.size_px, 0, 1) * (len(stops) - 1)
    mixed = [np.interp(down, range(len(stops)), stops[:, channel]) for channel in range(3)]
    column = np.stack(mixed, axis=1).astype(np.float32)[:, None, :]
    return np.asarray(np.broadcast_to(column, (height, width, 3)), np.float32)


def _relief(letters: Mask, size_px: int) -> Layer:
    soft = cv2.GaussianBlur(np.ascontiguousarray(letters[:, :, 0]), (0, 0), max(0.8, size_px / 24))
    slope = cv2.Sobel(soft, cv2.CV_32F, 1, 0) + cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    return np.asarray(np.clip(45 * slope, -70, 70)[:, :, None], np.float32)
