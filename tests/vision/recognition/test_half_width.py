"""Subtitles are told at half of their width; what may be of a marker is left to the whole one."""

from functools import cache

import numpy as np
import pytest

from detector.settings import Settings
from detector.video.frame import Frame
from detector.vision.data import TextBox
from detector.vision.engines.onnx import OnnxEngine
from detector.vision.recognition.half_width import read_at_half_width
from detector.vision.recognition.recognizer import Recognizer
from tests.drawing.backgrounds import gradient
from tests.drawing.text import CENTRE, Overlay, paint
from tests.vision.pictures import shown

SIZE = (720, 80)


@cache
def recognizer() -> Recognizer:
    return OnnxEngine(Settings()).recognizer


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("你怎么现在才来", True),
        ("（浙）网微剧备字（2024）第00123号", False),
        ("第00123号", False),
        ("许可证 20260017", False),
        ("剧情虚构", False),
    ],
)
def test_only_a_row_without_anything_of_a_marker_counts(text: str, counts: bool) -> None:
    frame = gradient(SIZE, (60, 50, 70), (20, 30, 50))(0)
    paint(frame, Overlay(text, 36, CENTRE, outline_px=2), 0)
    corners = np.array([[20, 14], [700, 14], [700, 66], [20, 66]], np.float32)
    read = read_at_half_width(recognizer(), Frame(0, 40, shown(frame), 40), TextBox(corners, 0.9), 0.95)
    assert (read is not None) is counts
    if read:
        assert read.text == text
        assert read.corners is corners


def test_a_column_is_left_to_the_whole_reader() -> None:
    frame = gradient((80, 720), (0, 0, 0), (9, 9, 9))(0)
    corners = np.array([[0, 0], [40, 0], [40, 400], [0, 400]], np.float32)
    box = TextBox(corners, 0.9)
    assert read_at_half_width(recognizer(), Frame(0, 0, shown(frame), 0), box, 0.95) is None
