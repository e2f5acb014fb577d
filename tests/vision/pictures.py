"""Pixels as the pictures that the decoder gives."""

import cv2
import numpy as np

from detector.video.frame import Picture, Pixels


def shown(pixels: Pixels) -> Picture:
    """A picture of these pixels (BGR)."""
    return Picture(lambda: pixels, lambda: np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8))
