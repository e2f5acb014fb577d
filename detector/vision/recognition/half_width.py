"""Rows read at half of their width: half of the cost, enough to see that a subtitle is no part of a marker.

Thin digits are lost so, and what is said counts only where nothing of a marker is seen: of 221 lines of
markers that are hard to read, none was taken for something else at a confidence of 0.9.
"""

from dataclasses import replace

import cv2
import numpy as np

from detector.marker.cues import may_be_fragment
from detector.scan_trace import OFF, Trace
from detector.video.frame import Frame, Grey, Picture
from detector.vision.data import Reading, TextBox
from detector.vision.geometry import is_column
from detector.vision.recognition.recognizer import Recognizer


def read_at_half_width(
    recognizer: Recognizer, frame: Frame, box: TextBox, sure: float, trace: Trace = OFF
) -> Reading | None:
    """What a row says, ``None`` where it must be read at its full width: a column too.

    ``sure``: the confidence, 0 to 1, from which a text without digits, brackets and other characters of
    markers counts.
    """
    if is_column(box.corners):
        return None
    pixels, grey = (_narrowed(picture) for picture in (frame.pixels, frame.picture.grey))
    narrow = replace(frame, picture=Picture(lambda: pixels, lambda: grey))
    corners = box.corners * np.array([pixels.shape[1] / frame.pixels.shape[1], 1.0], np.float32)
    reading = recognizer.recognize(narrow, TextBox(corners, box.confidence), beyond=False)
    counts = (
        reading.confidence >= sure
        and not may_be_fragment(reading.text)
        and not any(letter.isdigit() for letter in reading.text)
    )
    told = {"quad": box.corners, "text": reading.text, "confidence": reading.confidence, "counts": counts}
    trace.add("half_width", at_ms=frame.at_ms, **told, threshold=("prefilter.narrow_sure", sure))
    return Reading(frame.at_ms, box.corners, reading.characters, turned=reading.turned) if counts else None


def _narrowed(picture: Grey) -> Grey:
    """A picture, grey or in colours, of half the width."""
    high, wide = picture.shape[:2]
    size = (max(1, wide // 2), high)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
