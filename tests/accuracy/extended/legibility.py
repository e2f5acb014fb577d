"""Whether an eye could read a number: the rule of ``tests.accuracy.legibility``, letter by letter.

Between the strokes of a letter and what lies round them there must be so many levels of luma (of 255), and
at least the standard deviation of what lies round them, for nine letters of ten at two of three instants.
Letters that are meant to be hidden are not asked.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.accuracy.extended.clip import Clip, Placed
from tests.accuracy.extended.lettering import Box, Ink, stamp
from tests.drawing.text import Frame

_MIN_LEVELS = 45.0
_LETTERS_OF_TEN = 0.9
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def frame_at(clip: Clip, ms: float) -> Frame:
    """What the clip shows at a time."""
    frame = clip.background(ms)
    for layer in clip.layers:
        layer(frame, ms)
    return frame


def is_legible(clip: Clip) -> bool:
    """Whether the rule holds; clips whose letters move are legible by their making."""
    if clip.legible is None or clip.truth.printed == "":
        return True
    placed, instants = clip.legible
    seen = [_share(frame_at(clip, ms), placed, clip.truth.hidden) >= _LETTERS_OF_TEN for ms in instants]
    return sum(seen) >= 2


def _share(frame: Frame, placed: Placed, hidden: tuple[Box, ...]) -> float:
    """The share of letters that are told from what is round them."""
    luma = frame.astype(np.float32) @ _LUMA
    bare = Placed(placed.line, Ink(), 0, 0)
    strokes = stamp(bare.line, bare.ink).cover[:, :, 0]
    told = []
    for index, character in enumerate(placed.line.text):
        cell = placed.cell(index) if character not in "\n " else None
        if cell is None or any(_touch(cell, box) for box in hidden):
            continue
        seen, ink = _cut(luma, cell), _cut(strokes, bare.cell(index))
        if seen.shape == ink.shape and ink.size and ink.max() > 0.5:
            told.append(_is_told(seen, ink, placed.line.size_px))
    return float(np.mean(told)) if told else 0.0


def _cut(levels: NDArray[np.float32], cell: Box) -> NDArray[np.float32]:
    top, left = max(0, round(cell.top)), max(0, round(cell.left))
    return levels[
        top : round(cell.top) + round(cell.bottom - cell.top),
        left : round(cell.left) + round(cell.right - cell.left),
    ]


def _touch(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _is_told(seen: NDArray[np.float32], ink: NDArray[np.float32], size_px: int) -> bool:
    reach = max(3, size_px // 5) | 1
    near = cv2.dilate(np.ascontiguousarray(ink), np.ones((reach, reach), np.uint8))
    beside = (near > 0.5) & (ink < 0.1)
    if not beside.any():
        return True
    rest = seen[beside]
    step = abs(float((seen * ink).sum() / ink.sum()) - float(rest.mean()))
    return step >= max(_MIN_LEVELS, float(rest.std()))
