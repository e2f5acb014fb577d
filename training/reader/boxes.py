"""Boxes round lines as a locator gives them: not quite level, not quite right, now and then cut off."""

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.reader.strip import Glyph
from training.reader.surface import Surface

_SEEN, _HIDDEN = 0.7, 0.3
"""A glyph of which at least so much is in the box is read; one of which no more is in it is none."""


class Letter(NamedTuple):
    """A character in a box, and where its middle is along it: 0 to 1."""

    character: str
    middle: float


class Box(NamedTuple):
    """Four corners in px of the frame, from top left clockwise, and what stands between them."""

    corners: NDArray[np.float32]
    letters: tuple[Letter, ...]

    @property
    def printed(self) -> str:
        """The characters alone."""
        return "".join(letter.character for letter in self.letters)


def box(dice: Random, surface: Surface) -> Box:
    """A box of a text, by chance."""
    strip = surface.strip
    em = strip.bottom - strip.top
    high = em * dice.uniform(0.92, 1.5)
    middle = (strip.top + strip.bottom) / 2 + em * dice.uniform(-0.12, 0.12)
    left = strip.glyphs[0].left - high * _reach(dice)
    right = strip.glyphs[-1].right + high * _reach(dice)
    left, right = _clear(strip.glyphs, left, right)
    shown = (g for g in strip.glyphs if _seen(g, left, right) >= _SEEN)
    letters = (Letter(g.character, ((g.left + g.right) / 2 - left) / (right - left)) for g in shown)
    skew = dice.uniform(-0.04, 0.04) * high if dice.random() < 0.3 else 0.0
    top, bottom = middle - high / 2, middle + high / 2
    on_strip = np.array(
        [[left, top - skew], [right, top + skew], [right, bottom + skew], [left, bottom - skew]], np.float32
    )
    corners = on_strip @ surface.to_frame[:, :2].T + surface.to_frame[:, 2]
    return Box(corners.astype(np.float32), tuple(_single_spaced(letters)))


def _single_spaced(letters: Iterable[Letter]) -> list[Letter]:
    """No space at an end, and none after another."""
    kept: list[Letter] = []
    for letter in letters:
        if not letter.character.isspace():
            kept.append(letter)
        elif kept and kept[-1].character != " ":
            kept.append(letter._replace(character=" "))
    return kept[:-1] if kept and kept[-1].character == " " else kept


def _reach(dice: Random) -> float:
    """How far a box reaches beyond a text, in its heights."""
    chance = dice.random()
    if chance < 0.68:
        return dice.uniform(0.0, 0.4)
    return dice.uniform(-0.5, 0.0) if chance < 0.82 else dice.uniform(0.4, 4.0)


def _clear(glyphs: tuple[Glyph, ...], left: float, right: float) -> tuple[float, float]:
    """Ends that leave no glyph half seen: such a glyph is let in."""
    for glyph in glyphs:
        if _HIDDEN < _seen(glyph, left, right) < _SEEN:
            left, right = min(left, glyph.left), max(right, glyph.right)
    return left, right


def _seen(glyph: Glyph, left: float, right: float) -> float:
    return max(0.0, min(glyph.right, right) - max(glyph.left, left)) / max(1.0, glyph.right - glyph.left)
