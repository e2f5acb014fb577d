"""A cut-out line as the network takes it, and what it gives back as text."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.vision.recognition.ctc import peaks
from training.reader.stock import Grey

HEIGHT_PX = 32
WIDTH_STEP_PX = 32
_FULL = np.float32(127.5)


def level(picture: Grey, interpolation: int | None = None) -> Grey:
    """A line at 32 px height, as wide as it then is."""
    high, wide = picture.shape
    width = max(1, -(-wide * HEIGHT_PX // high))
    usual = cv2.INTER_AREA if high > HEIGHT_PX else cv2.INTER_LINEAR
    how = usual if interpolation is None else interpolation
    return np.asarray(cv2.resize(picture, (width, HEIGHT_PX), interpolation=how), np.uint8)


def padded(line: Grey, width: int) -> Grey:
    """A level line made longer by its last column, as EasyOCR does it."""
    return np.pad(line, ((0, 0), (0, width - line.shape[1])), "edge")


def blob(picture: Grey) -> NDArray[np.float32]:
    """A line as the network's input: 1 x 1 x 32 x a multiple of 32, -1 to 1."""
    line = level(picture)
    wide = padded(line, -(-line.shape[1] // WIDTH_STEP_PX) * WIDTH_STEP_PX)
    return wide[None, None].astype(np.float32) / _FULL - 1


def greedy(shares: NDArray[np.float32], alphabet: Sequence[str]) -> list[tuple[str, float]]:
    """Characters and the share of each, 0 to 1, at its surest step; ``shares`` are steps x classes."""
    return [(alphabet[shares[step].argmax() - 1], float(shares[step].max())) for step in peaks(shares)]
