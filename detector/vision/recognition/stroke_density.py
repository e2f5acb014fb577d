"""How densely strokes follow each other along a row: small letters have many in a height, large ones few."""

import cv2
import numpy as np

from detector.video.frame import Grey

_HEIGHT_PX = 16
"""Letters of a marker of that height are 12 px high: their strokes are 2 px apart."""
_LEAST_LEVELS = 10
"""Difference of neighbouring px, of 255, from which there is an edge: noise of coding is mostly below."""
_STRETCH = 8.0
"""Length of the densest stretch that is looked for, in heights: half of a whole marker."""


def strokes_per_height(row: Grey) -> float:
    """Edges along a level row (H x W) for each height of it, in its densest stretch of eight heights.

    0.1 ms. Of 39 markers over titles that the readers found, each had 4.3 or more; of strips of titles
    without one half have up to 2.3, nine tenths up to 3.3.
    """
    high, wide = row.shape
    kernel = cv2.INTER_AREA if high > _HEIGHT_PX else cv2.INTER_LINEAR
    size = (max(_HEIGHT_PX, round(wide * _HEIGHT_PX / high)), _HEIGHT_PX)
    steps = np.diff(cv2.resize(row, size, interpolation=kernel).astype(np.int16), axis=1)
    begins = np.zeros(steps.shape[1], np.float64)
    for edges in (steps > _LEAST_LEVELS, steps < -_LEAST_LEVELS):
        begins[1:] += (edges[:, 1:] & ~edges[:, :-1]).mean(axis=0)
    stretch = min(len(begins), round(_STRETCH * _HEIGHT_PX))
    sums = np.cumsum(np.pad(begins, (1, 0)))
    return float((sums[stretch:] - sums[:-stretch]).max()) / stretch * _HEIGHT_PX
