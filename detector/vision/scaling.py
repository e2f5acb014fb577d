"""Pictures in other sizes, as the tracker and the networks that read take them."""

import cv2
import numpy as np
from numpy.typing import NDArray


def resized(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture (H x W, or H x W x 3) as ``size``: width and height in px.

    Means over areas are taken where it is made less than half as high. Above that two neighbouring px in each
    direction leave hardly one out, for a fifth of the time: 0.14 of 0.74 ms from 480 to 360 px.
    """
    kernel = cv2.INTER_AREA if picture.shape[0] > 2 * size[1] else cv2.INTER_LINEAR
    return cv2.resize(picture, size, interpolation=kernel).astype(np.uint8, copy=False)
