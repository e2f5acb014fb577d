"""Text over a picture: what it says, how it looks, where it stands, when it is there."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tests.drawing.faces import lacking, load

Frame = NDArray[np.uint8]
"""Height x width x 3, RGB, 0 to 255."""
Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""
Place = tuple[float, float]
"""Share of the free room left of and above the text, 0 to 1: ``(0.5, 1)`` is bottom centre."""

TOP_LEFT: Place = (0, 0)
TOP: Place = (0.5, 0)
TOP_RIGHT: Place = (1, 0)
CENTRE: Place = (0.5, 0.5)
BOTTOM_LEFT: Place = (0, 1)
BOTTOM: Place = (0.5, 1)
BOTTOM_RIGHT: Place = (1, 1)

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

Mask = NDArray[np.float32]
"""Height x width x 1, 0 to 1."""
Glyph = tuple[str, float, float]
"""A character and its em square's top left corner, x and y in px."""

_ASCENT = 0.88  # the baseline's share of the em square in Noto CJK
_SHARE_LEFT_OF = {"left": 0.0, "centre": 0.5, "right": 1.0}

IN_COLUMNS = str.maketrans("（）()〔〕［］[]【】〖〗《》", "︵︶︵︶︹︺﹇﹈﹇﹈︻︼︗︘︽︾")
"""Brackets as they are set in columns; ``text.translate(IN_COLUMNS)`` gives a typeset vertical line."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One text on the screen.

    ``text`` has its rows (columns from the right, if ``vertical``) separated by a line feed. ``font`` is the
    name of one of the committed fonts or a file's path (see ``faces``). ``opacity``, ``margin`` (share of the
    frame's short side) and ``place`` are 0 to 1. It is there from ``from_ms`` until before ``to_ms``
    (``None``: for ever), and needs ``fade_ms`` to come and to go. ``angle`` is in degrees, counter-clockwise.
    ``outline_px`` of 0 draws no outline.

    ``drift`` moves it by so many px per second right and down; ``place`` is then where it is in the middle of
    its time. ``shades`` carry on ``colour`` down the height of each row, as in gold letters. ``plate`` is the
    colour of a box behind the text.
    """

    text: str
    size_px: int = 32
    place: Place = CENTRE
    from_ms: int = 0
    to_ms: int | None = None
    fade_ms: int = 0
    font: str = "sans"
    colour: Colour = WHITE
    opacity: float = 1.0
    outline_px: int = 0
    outline_colour: Colour = BLACK
    vertical: bool = False
    angle: float = 0.0
    letter_spacing_px: int = 0
    row_spacing: float = 1.4
    align: Literal["left", "centre", "right"] = "left"
    margin: float = 0.03
    drift: tuple[float, float] = (0, 0)
    shades: tuple[Colour, ...] = ()
    plate: Colour | None = None

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for characters that the font lacks: they would be empty boxes."""
        if missing := lacking(self.font, self.text.replace("\n", "")):
            raise ValueError(f"add {''.join(sorted(missing))} to characters.txt and cut the fonts again")
        if self.to_ms is None and any(self.drift):
            raise ValueError("a text that moves needs an end")

    def alpha(self, at_ms: float) -> float:
        """How opaque the text is at a time, 0 to 1."""
        if at_ms < self.from_ms or (self.to_ms is not None and at_ms >= self.to_ms):
            return 0.0
        if not self.fade_ms:
            return self.opacity
        until_gone = inf if self.to_ms is None else self.to_ms - at_ms
        return self.opacity * min(1.0, (at_ms - self.from_ms) / self.fade_ms, until_gone / self.fade_ms)


def paint(frame: Frame, overlay: Overlay, at_ms: float) -> None:
    """Draw the text into ``frame`` as it is at ``at_ms``.

    What moves is cut off at the frame's edge; a text that stands raises ``ValueError`` where it does not fit.
    """
    alpha = overlay.alpha(at_ms)
    if alpha == 0:
        return
    ink, cover = _stamp(_still(overlay))
    x, y = position(frame, overlay, at_ms)
    left, top = max(0, -x), max(0, -y)
    under = frame[y + top : max(0, y + ink.shape[0]), x + left : max(0, x + ink.shape[1])]
    rows, columns = slice(top, top + under.shape[0]), slice(left, left + under.shape[1])
    under[:] = np.rint(under * (1 - alpha * cover[rows, columns]) + alpha * ink[rows, columns])


def position(frame: Frame, overlay: Overlay, at_ms: float = 0.0) -> tuple[int, int]:
    """The px of the text's top left corner in ``frame``. Raises ``ValueError`` where it does not fit in."""
    margin = round(overlay.margin * min(frame.shape[:2]))
    height, width = _stamp(_still(overlay))[1].shape[:2]
    room_x, room_y = frame.shape[1] - 2 * margin - width, frame.shape[0] - 2 * margin - height
    if min(room_x, room_y) < 0 and not any(overlay.drift):
        raise ValueError(f"{overlay.text!r} takes {width} x {height} px and does not fit into the frame")
    x, y = margin + round(overlay.place[0] * room_x), margin + round(overlay.place[1] * room_y)
    since_s = (at_ms - (overlay.from_ms + (overlay.to_ms or 0)) / 2) / 1000
    return x + round(overlay.drift[0] * since_s), y + round(overlay.drift[1] * since_s)


def fill(overlay: Overlay) -> Mask:
    """Where the letters themselves are, without outline and plate."""
    return _mask(overlay, 0)


def _still(overlay: Overlay) -> Overlay:
    """The same drawing at no particular time: all that a stamp depends on."""
    return replace(overlay, from_ms=0, to_ms=None, fade_ms=0, opacity=1.0, drift=(0, 0))


@lru_cache(maxsize=256)
def _stamp(overlay: Overlay) -> tuple[NDArray[np.float32], Mask]:
    """Ink (H x W x 3, colour times cover) and cover of a fully opaque text."""
    letters = fill(overlay)
    cover = np.maximum(_mask(overlay, overlay.outline_px), letters)
    outline = np.asarray(overlay.outline_colour, np.float32)
    ink = letters * _colours(overlay, len(letters)) + (cover - letters) * outline
    if overlay.plate is None:
        return ink, cover
    return ink + (1 - cover) * np.asarray(overlay.plate, np.float32), np.ones_like(cover)


def _colours(overlay: Overlay, height: int) -> NDArray[np.float32]:
    """The letters' colour in each row of px, ``height`` x 1 x 3."""
    stops = np.asarray((overlay.colour, *overlay.shades), np.float32)
    pitch = overlay.size_px * (1.0 if overlay.vertical else overlay.row_spacing)
    down = np.clip((np.arange(height) - overlay.outline_px - 1) % pitch / overlay.size_px, 0, 1)
    at = down * (len(stops) - 1)
    mixed = [np.interp(at, range(len(stops)), stops[:, channel]) for channel in range(3)]
    return np.stack(mixed, axis=1).astype(np.float32)[:, None, :]


def _mask(overlay: Overlay, stroke_px: int) -> Mask:
    """Where the glyphs are. The size does not depend on ``stroke_px``."""
    font = load(overlay.font, overlay.size_px)
    glyphs = _columns(overlay, font) if overlay.vertical else _rows(overlay, font)
    edge = overlay.outline_px + 1
    width = max(x + font.getlength(char) for char, x, _ in glyphs) + 2 * edge
    height = max(y for _, _, y in glyphs) + overlay.size_px + 2 * edge
    image = Image.new("L", (ceil(width), ceil(height)))
    draw = ImageDraw.Draw(image)
    for char, x, y in glyphs:
        baseline = y + edge + _ASCENT * overlay.size_px
        draw.text((x + edge, baseline), char, 255, font, anchor="ls", stroke_width=stroke_px)
    turned = image.rotate(overlay.angle, Image.Resampling.BICUBIC, expand=True)
    return np.asarray(turned, np.float32)[:, :, None] / np.float32(255)


def _rows(overlay: Overlay, font: ImageFont.FreeTypeFont) -> list[Glyph]:
    rows = overlay.text.split("\n")
    lengths = [sum(font.getlength(char) + overlay.letter_spacing_px for char in row) for row in rows]
    glyphs = []
    for number, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        x = _SHARE_LEFT_OF[overlay.align] * (max(lengths) - length)
        for char in row:
            glyphs.append((char, x, number * overlay.size_px * overlay.row_spacing))
            x += font.getlength(char) + overlay.letter_spacing_px
    return glyphs


def _columns(overlay: Overlay, font: ImageFont.FreeTypeFont) -> list[Glyph]:
    columns = overlay.text.split("\n")
    return [
        (
            char,
            (len(columns) - 1 - number) * overlay.size_px * overlay.row_spacing
            + (overlay.size_px - font.getlength(char)) / 2,
            place * (overlay.size_px + overlay.letter_spacing_px),
        )
        for number, column in enumerate(columns)
        for place, char in enumerate(column)
    ]
