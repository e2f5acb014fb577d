"""A strip put onto a picture: its place and turn, its shades of grey, how opaque it is on each frame."""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from training.reader.stock import Grey
from training.reader.strip import Mask, Strip

FRAMES = 4
_LEAST_STEP = 10.0
"""Levels of luma, of 255, between letters and what lies round them, at least; an eye needs as much."""
_COARSE_CRF, _STEP_A_CRF = 22, 0.9
_LEAST_CLEARNESS = 0.8
"""The same, in standard deviations of what lies round them."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A text over a picture. ``cover`` and ``ink`` (grey times cover) lie at ``corner`` (x, y)."""

    strip: Strip
    to_frame: NDArray[np.float32]
    corner: tuple[int, int]
    cover: Mask
    ink: Mask
    alphas: tuple[float, ...]
    step: float

    def paint(self, frame: Grey, at: int) -> None:
        """Draw it into a frame; what lies outside is cut off."""
        self._blend(frame, self.alphas[at])

    def is_legible(self, at: int, crf: int) -> bool:
        """Whether an eye could read it on a frame: the coarser the coding, the more it must stand out."""
        least = _LEAST_STEP + _STEP_A_CRF * max(0, crf - _COARSE_CRF)
        return self.step * self.alphas[at] / max(self.alphas) >= least

    def _blend(self, frame: Grey, alpha: float) -> None:
        x, y = self.corner
        left, top = max(0, -x), max(0, -y)
        under = frame[
            max(0, y) : max(0, y + self.cover.shape[0]), max(0, x) : max(0, x + self.cover.shape[1])
        ]
        part = (slice(top, top + under.shape[0]), slice(left, left + under.shape[1]))
        mixed = under * (1 - np.float32(alpha) * self.cover[part]) + np.float32(alpha) * self.ink[part]
        under[:] = np.clip(mixed + 0.5, 0, 255)


def put(dice: Random, strip: Strip, place: tuple[float, float], behind: Grey) -> Surface | None:
    """A strip with its top left corner at (x, y), in a look by chance; ``None`` if no one could read it."""
    turned, to_frame = _turned(dice, strip, place)
    (letters, cover), corner = turned
    x, y = corner
    ground = behind[max(0, y) : y + letters.shape[0], max(0, x) : x + letters.shape[1]]
    if ground.shape != letters.shape:
        return None
    shade = _shade(dice, float(ground.mean()))
    opacity = 1.0 if dice.random() < 0.5 else dice.uniform(0.2, 1.0)
    ink, cover = _inked(dice, (letters, cover), shade)
    alphas = _alphas(dice, opacity)
    most = max(alphas)
    seen = ground * (1 - most * cover) + most * ink
    step, clearness = _contrast(seen.astype(np.float32), letters, strip.bottom - strip.top)
    if step < _LEAST_STEP or clearness < _LEAST_CLEARNESS:
        return None
    return Surface(strip, to_frame, corner, cover.astype(np.float32), ink.astype(np.float32), alphas, step)


def _turned(
    dice: Random, strip: Strip, place: tuple[float, float]
) -> tuple[tuple[tuple[Mask, Mask], tuple[int, int]], NDArray[np.float32]]:
    """Masks as they lie on the frame, their corner, and the way from the strip's px to the frame's."""
    x, y = round(place[0]), round(place[1])
    if dice.random() < 0.55:
        plain = np.array([[1, 0, x], [0, 1, y]], np.float32)
        return ((strip.letters, strip.cover), (x, y)), plain
    angle = np.deg2rad(dice.uniform(-4, 4) if dice.random() < 0.4 else 0.0)
    stretch = dice.uniform(0.8, 1.15) if dice.random() < 0.6 else 1.0
    slant = dice.uniform(-0.05, 0.25) if dice.random() < 0.25 else 0.0
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[stretch, -slant], [0, 1]])
    high, wide = strip.letters.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]]) @ linear.T
    least, most = corners.min(axis=0), corners.max(axis=0)
    shift = -least + (dice.random(), dice.random())
    size = (int(np.ceil(most[0] - least[0])) + 1, int(np.ceil(most[1] - least[1])) + 1)
    within = np.hstack([linear, shift[:, None]]).astype(np.float32)
    masks = tuple(
        np.asarray(cv2.warpAffine(mask, within, size, flags=cv2.INTER_LINEAR), np.float32)
        for mask in (strip.letters, strip.cover)
    )
    # A long line that rises or falls keeps its middle where it is.
    corner = (x, round(y - (size[1] - high) / 2))
    to_frame = within + np.array([[0, 0, corner[0]], [0, 0, corner[1]]], np.float32)
    return ((masks[0], masks[1]), corner), to_frame


def _shade(dice: Random, ground: float) -> float:
    chance = dice.random()
    if chance < 0.55:
        return dice.uniform(195, 255) if ground < 215 else dice.uniform(0, 80)
    if chance < 0.7:
        return dice.uniform(0, 70) if ground > 45 else dice.uniform(120, 255)
    if chance < 0.82:
        return dice.uniform(120, 210)
    step = dice.uniform(9, 60)
    return min(255.0, max(0.0, ground + (step if dice.random() < 0.6 else -step)))


def _inked(dice: Random, masks: tuple[Mask, Mask], shade: float) -> tuple[Mask, Mask]:
    """Ink and cover with what may lie under the letters: outline, shadow, plate."""
    letters, cover = masks
    edge = dice.uniform(0, 60) if shade > 110 else dice.uniform(190, 255)
    ink = letters * _shades(dice, shade, len(letters)) + (cover - letters) * np.float32(edge)
    if dice.random() < 0.2:
        reach = dice.randint(1, 3)
        shifted = np.roll(cover, (reach, reach), (0, 1))
        shadow = dice.uniform(0.3, 0.9) * cv2.GaussianBlur(shifted, (0, 0), dice.uniform(0.4, 1.6))
        ink = ink + np.maximum(0, shadow - cover) * np.float32(edge)
        cover = np.maximum(cover, shadow)
    if dice.random() < 0.12:
        plate, opacity = dice.uniform(0, 90) if shade > 128 else dice.uniform(160, 255), dice.uniform(0.3, 1)
        ink = ink + (1 - cover) * np.float32(plate * opacity)
        cover = cover + (1 - cover) * np.float32(opacity)
    return ink.astype(np.float32), cover.astype(np.float32)


def _shades(dice: Random, shade: float, high: int) -> Mask:
    """The letters' grey in each row: even, or shining as gold letters do."""
    if dice.random() < 0.8:
        return np.full((high, 1), shade, np.float32)
    stops = [shade, min(255.0, shade + dice.uniform(10, 60)), max(0.0, shade - dice.uniform(10, 70))]
    dice.shuffle(stops)
    return np.interp(np.linspace(0, 2, high), range(3), stops).astype(np.float32)[:, None]


def _alphas(dice: Random, opacity: float) -> tuple[float, ...]:
    """How opaque it is on each frame: fading in or out, or steady."""
    if dice.random() < 0.85:
        return (opacity,) * FRAMES
    first, last = dice.uniform(0.1, 0.8), 1.0
    ramp = np.linspace(first, last, FRAMES) * opacity
    return tuple(map(float, ramp if dice.random() < 0.5 else ramp[::-1]))


def _contrast(seen: Mask, letters: Mask, em_px: float) -> tuple[float, float]:
    """Levels between letters and what lies round them, and those in deviations of the latter.

    Nine tenths of the ink has at least so much, looked at glyph by glyph: what is labelled must be there, or
    the reader learns to guess words.
    """
    inside = (letters > min(0.6, 0.7 * float(letters.max()))).astype(np.float32)
    near = cv2.dilate(letters, np.ones((5, 5), np.uint8))
    beside = ((near > 0.4) & (letters < 0.15)).astype(np.float32)
    side = max(5, round(0.9 * em_px))

    def around(values: Mask) -> Mask:
        return np.asarray(cv2.boxFilter(values, -1, (side, side)), np.float32)

    share_in, share_by = around(inside) + np.float32(1e-4), around(beside) + np.float32(1e-4)
    ground = around(seen * beside) / share_by
    steps = np.abs(around(seen * inside) / share_in - ground)
    uneven = np.sqrt(np.maximum(0, around(seen * seen * beside) / share_by - ground * ground))
    ink = inside > 0
    if not ink.any():
        return 0.0, 0.0
    return float(np.percentile(steps[ink], 10)), float(np.percentile((steps / (uneven + 2))[ink], 10))
