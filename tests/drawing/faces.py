"""Fonts by name: a committed one, or ``FILE`` or ``FILE#INDEX`` (of a collection) for any other."""

from functools import cache, lru_cache

from fontTools.ttLib import TTFont
from PIL import ImageFont

from tests.fonts import FOLDER, characters

_LEAST_O = 1.2
COMMITTED = ("sans", "sans-bold", "serif")


def lacking(font: str, text: str) -> set[str]:
    """The characters of a text that a font cannot draw, or not so that they are known from others."""
    known = characters() if font in COMMITTED else _glyphs(font)
    lost = {character for character in set(text) if character not in known or _is_blank(font, character)}
    return lost | ({"O"} if "O" in text and has_narrow_o(font) else set())


@lru_cache(maxsize=64)
def load(font: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A font at a size. Raises ``OSError`` for a file that is no font."""
    file, index = _file(font)
    return ImageFont.truetype(file, size_px, index, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_narrow_o(font: str) -> bool:
    """Whether the letter O is hardly wider than a zero: no one tells them apart on a screen."""
    widths = [load(font, 64).getbbox(character) for character in "O0"]
    letter, zero = (right - left for left, _, right, _ in widths)
    return letter < _LEAST_O * zero


@cache
def _is_blank(font: str, character: str) -> bool:
    """Whether the font has the character and draws nothing for it, as some have for brackets of columns."""
    return bool(character.strip()) and load(font, 32).getmask(character).getbbox() is None


@cache
def _glyphs(font: str) -> frozenset[str]:
    file, index = _file(font)
    with TTFont(file, fontNumber=index, lazy=True) as face:
        return frozenset(map(chr, face.getBestCmap()))


def _file(font: str) -> tuple[str, int]:
    if font in COMMITTED:
        return str(FOLDER / f"{font}.otf"), 0
    file, _, index = font.partition("#")
    return file, int(index or 0)
