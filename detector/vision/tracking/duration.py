"""How long a text really stood there: its first and last frame, where the samples saw it too briefly to tell.

Samples lie so far apart that a text shown for half a second may be met once only. Whoever counts its time by
them does it wrong, so the frames round about are asked, by its edges alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from detector.marker.cues import count_cues
from detector.video.frame import Frame
from detector.vision.data import Reading
from detector.vision.tracking.change_detection import edges, is_still_there

STEP_MS = 40
"""Time between the frames that are asked: hardly a video has more than 25 different ones a second."""


def is_brief(readings: Sequence[Reading], long_ms: int, least_cues: int) -> bool:
    """Whether a text was seen for less than ``long_ms``, and its length matters: it may be a marker.

    ``least_cues``: characters of a marker that one of its readings has.
    """
    brief = readings[-1].at_ms - readings[0].at_ms < long_ms
    return brief and any(count_cues(reading.text) >= least_cues for reading in readings)


def instants(readings: Sequence[Reading], margin_ms: int) -> range:
    """The times (ms) at which frames are wanted: those of the readings, and so much before and after."""
    first, last = readings[0].at_ms, readings[-1].at_ms
    return range(max(0, first - margin_ms), last + margin_ms + 1, STEP_MS)


def ends(frames: Iterable[Frame], readings: Sequence[Reading], still_share: float) -> tuple[Reading, ...]:
    """The first and the last reading, at the first and the last frame on which their text still stands.

    It does where ``still_share`` of its edges do.
    """
    shown = [(frame.at_ms, edges(frame.picture.grey)) for frame in frames]
    if not shown:
        return ()
    found = []
    for reading, direction in ((readings[0], -1), (readings[-1], 1)):
        times = np.array([at_ms for at_ms, _ in shown])
        start = number = int(np.abs(times - reading.at_ms).argmin())
        then = shown[start][1]
        while 0 <= number < len(shown) and is_still_there(
            reading.corners, then, shown[number][1], still_share
        ):
            number += direction
        found.append(replace(reading, at_ms=shown[number - direction][0]))
    return tuple(found)
