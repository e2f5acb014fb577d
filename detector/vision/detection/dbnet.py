"""Frame to boxes that hold text: a segmentation network and the rectangles round what it marks.

The network is DBNet-like (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization",
AAAI 2020): it gives each pixel a probability of lying in the shrunken core of a line of text.
"""

from collections.abc import Callable, Iterator
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.settings.vision import DetectorSettings
from detector.video.frame import Pixels
from detector.vision.data import Corners, Region, TextBox
from detector.vision.geometry import clockwise

_STRIDE = 32
"""Sides of the network's input are multiples of it, px."""

_Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def legible_px(width_px: int, height_px: int, settings: DetectorSettings) -> int:
    """The height (px of the frame) from which on letters are found and read on a frame of this size."""
    scale = min(width_px, height_px) / settings.short_side_px
    return max(settings.least_legible_px, ceil(settings.legible_scaled_px * scale))


class DbNet:
    """Finds lines of text with one network, pictures to 1 x 1 x H x W; keeps no state between frames."""

    def __init__(self, network: _Network, settings: DetectorSettings) -> None:
        self._network = network
        self._settings = settings

    def detect(
        self, pixels: Pixels, region: Region | None = None, *, fine: bool = False
    ) -> tuple[TextBox, ...]:
        """Boxes in px of ``pixels`` (H x W x 3), surest first: in a region alone, or everywhere.

        A region is scaled as the whole frame would be.
        """
        left, top, right, bottom = region or (0, 0, pixels.shape[1], pixels.shape[0])
        part = pixels[top:bottom, left:right]
        height, width = part.shape[:2]
        ratio = scale_factor(pixels, self._settings, fine=fine)
        size = [max(_STRIDE, round(side * ratio / _STRIDE) * _STRIDE) for side in (width, height)]
        kernel = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
        scaled = cv2.resize(part, size, interpolation=kernel).astype(np.uint8, copy=False)
        blob = cv2.dnn.blobFromImage(scaled, 1 / 127.5, mean=(127.5, 127.5, 127.5)).astype(
            np.float32, copy=False
        )
        probability: NDArray[np.float32] = self._network(blob)[0, 0]
        back = np.array([width / scaled.shape[1], height / scaled.shape[0]], np.float32)
        boxes = [
            (np.clip(corners * back, 0, (width - 1, height - 1)).astype(np.float32), confidence)
            for corners, confidence in self._boxes(probability)
        ]
        boxes.sort(key=lambda box: (-box[1], *box[0][0].tolist()))
        corner = np.array([left, top], np.float32)
        return tuple(
            TextBox(corners + corner, confidence) for corners, confidence in boxes[: self._settings.max_boxes]
        )

    def _boxes(self, probability: NDArray[np.float32]) -> Iterator[tuple[Corners, float]]:
        mask = (probability > self._settings.pixel_threshold).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            centre, (width, height), angle = cv2.minAreaRect(contour)
            if min(width, height) < self._settings.min_core_px:
                continue
            core = cv2.boxPoints((centre, (width, height), angle)).astype(np.float32)
            confidence = _mean_inside(probability, core)
            if confidence < self._settings.box_threshold:
                continue
            # The core was shrunk by area / perimeter when the network was trained: grow it back.
            grown = 2 * self._settings.unclip_ratio * width * height / (2 * (width + height))
            whole = cv2.boxPoints((centre, (width + grown, height + grown), angle))
            yield clockwise(whole.astype(np.float32)), confidence


def scale_factor(pixels: Pixels, settings: DetectorSettings, *, fine: bool) -> float:
    """How many times larger a whole picture is to be looked at."""
    height, width = pixels.shape[:2]
    short_side_px = settings.fine_short_side_px if fine else settings.short_side_px
    ratio: float = min(short_side_px / min(height, width), settings.max_long_side_px / max(height, width))
    return ratio


def _mean_inside(probability: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    height, width = probability.shape
    low = np.clip(np.floor(corners.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)), 0, (width - 1, height - 1)).astype(int)
    patch = probability[low[1] : high[1] + 1, low[0] : high[0] + 1]
    mask = np.zeros(patch.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - low).astype(np.int32)], [1])
    return float(cv2.mean(patch, mask)[0])
