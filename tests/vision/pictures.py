"""Pixels as the pictures that the decoder gives."""

import cv2
import numpy as np

from detector.video.frame import Picture, Pixels


def shown(pixels: Pixels) -> Picture:
    """A picture of these pixels (BGR)."""
    return Picture(lambda: pixels, lambda: np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))


def bars(count: int, level: int = 255) -> Pixels:
    """A black picture of 360 x 440 px with the first so many of 20 bars, all in its upper 40 px."""
    pixels = np.zeros((360, 440, 3), np.uint8)
    for left in range(4, 4 + 20 * count, 20):
        pixels[8:32, left : left + 8] = level
    return pixels
