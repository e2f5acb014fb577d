"""Boxes round lines as a locator gives them: not quite level, not quite right, now and then cut off."""

from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.reader.strip import Glyph
from training.reader.surface import Surface

_SEEN, _HIDDEN = 0.7, 0.3
"""A glyph of which at least so much is in the box is read; one of which no more is in it is none."""


class Box(NamedTuple):
    """Four corners in px of the frame, from top left clockwise, and what stands between them."""

    corners: NDArray[np.float32]
    printed: str


def box(dice: Random, surface: Surface) -> Box:
    """A box of a text, by chance."""
    strip = surface.strip
    em = strip.bottom - strip.top
    high = em * dice.uniform(0.92, 1.5)
    middle = (strip.top + strip.bottom) / 2 + em * dice.uniform(-0.12, 0.12)
    left = strip.glyphs[0].left - high * _reach(dice)
    right = strip.glyphs[-1].right + high * _reach(dice)
    left, right = _clear(strip.glyphs, left, right)
    shown = "".join(g.character for g in strip.glyphs if _seen(g, left, right) >= _SEEN)
    skew = dice.uniform(-0.04, 0.04) * high if dice.random() < 0.3 else 0.0
    top, bottom = middle - high / 2, middle + high / 2
    on_strip = np.array(
        [[left, top - skew], [right, top + skew], [right, bottom + skew], [left, bottom - skew]], np.float32
    )
    corners = on_strip @ surface.to_frame[:, :2].T + surface.to_frame[:, 2]
    return Box(corners.astype(np.float32), " ".join(shown.split()))


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
