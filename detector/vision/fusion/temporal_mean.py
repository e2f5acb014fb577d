"""Unsure lines get more frames: the mean picture of a place over time, read once more.

What stands still grows clearer in the mean, and the scenery behind it blurs away. So a text of which single
frames leave doubt is cut out of many more frames than were sampled, and their means are read as further
votes. Only what may be a marker is worth it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detector.marker.cues import count_cues
from detector.records import Sighting
from detector.video.frame import Frame, Pixels
from detector.vision.data import Corners, Reading
from detector.vision.geometry import grown, height, is_column, width
from detector.vision.recognition.crops import crop

STEP_MS = 80
"""Time between the frames of a mean: chosen, not measured."""
SURE = 0.95
"""A character read less surely leaves doubt: chosen, not measured."""
_LEAST_CUES = 3
"""Characters of a marker that a text has, that it is worth more frames: chosen, not measured."""
_STILL = 0.3
"""How far a text's end may be off its usual place, in heights, half of the time.

On seed 601 the mean of a rolling number showed nothing, and its issuer came from it; the value is chosen.
"""
_PARTS = 3
"""A track is averaged as a whole and in so many parts, so that a scene that spoils one leaves the others.

Three: chosen, not measured.
"""
_MARGIN, _COLUMN_MARGIN = 0.5, 3.0
"""How much is taken along at both ends, in thicknesses of the line; a column's brackets may lie there.

Chosen, not measured.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stood still, with what is round it, and from when to when.

    ``inner`` are the text's own corners in a level picture of the place.
    """

    corners: Corners
    inner: Corners
    first_ms: int
    last_ms: int


def place_of(sighting: Sighting, *, in_doubt: bool = False) -> Place | None:
    """The place of a text that may be a marker and left doubt, else ``None``.

    ``in_doubt``: whether it may be the misreading of a number, however surely it was read.
    """
    corners = np.array(sighting.quad, np.float32)
    doubtful = in_doubt or min(sighting.characters, default=1.0) < SURE
    if count_cues(sighting.text) < _LEAST_CUES or not doubtful:
        return None
    downwards = is_column(corners)
    margin = _COLUMN_MARGIN * width(corners) if downwards else _MARGIN * height(corners)
    around = grown(corners, margin, margin, downwards=downwards)
    wide, high = width(around), height(around)
    level = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    inner = grown(level, -margin, -margin, downwards=downwards)
    return Place(around, inner, sighting.first_ms, sighting.last_ms)


def stands_still(readings: Sequence[Reading]) -> bool:
    """Whether a text stood in one place; the mean of what rolls shows nothing.

    A box may be cut at one end on some frames: it stands still where either end of it does.
    """
    corners = np.stack([reading.corners for reading in readings])
    most = _STILL * min(height(readings[0].corners), width(readings[0].corners))
    ends = corners[:, [0, 2]]
    off = np.median(np.abs(ends - np.median(ends, axis=0)), axis=0).max(axis=1)
    return bool(off.min() <= most)


def instants(places: Sequence[Place]) -> range:
    """The times (ms) at which frames are wanted."""
    first = min(place.first_ms for place in places)
    return range(first, max(place.last_ms for place in places) + 1, STEP_MS)


def means(frames: Iterable[Frame], places: Sequence[Place]) -> Iterator[tuple[Pixels, ...]]:
    """For each place its mean pictures, level rows: of each part of its time, and of the whole."""
    cuts: list[list[Pixels]] = [[] for _ in places]
    for frame in frames:
        for place, pictures in zip(places, cuts, strict=True):
            if place.first_ms <= frame.at_ms <= place.last_ms:
                pictures.append(crop(frame.pixels, place.corners))
    for pictures in cuts:
        parts = [part for part in np.array_split(np.arange(len(pictures)), _PARTS) if len(part)]
        groups = [*parts, np.arange(len(pictures))] if len(parts) > 1 else parts
        means = (np.mean([pictures[i] for i in group], axis=0, dtype=np.float32) for group in groups)
        yield tuple(np.rint(mean).astype(np.uint8) for mean in means)
