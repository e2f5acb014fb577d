"""Small letters over large ones are told by how densely their strokes follow each other."""

import cv2
import numpy as np
import pytest

from detector.settings.vision import AbsenceSettings
from detector.vision.recognition.stroke_density import strokes_per_height
from tests.drawing.backgrounds import gradient
from tests.drawing.text import CENTRE, Overlay, paint

PRINTED = "（浙）网微剧备字（2024）第00123号"
SIZE = (720, 160)


@pytest.mark.parametrize(("marker_px", "shows"), [(0, False), (18, True), (26, True)])
def test_a_marker_over_a_title_has_dense_strokes(marker_px: int, shows: bool) -> None:
    frame = gradient(SIZE, (60, 50, 70), (20, 30, 50))(0)
    paint(frame, Overlay("星河彼岸", 110, CENTRE, font="sans-bold", colour=(255, 210, 60), outline_px=4), 0)
    if marker_px:
        paint(frame, Overlay(PRINTED, marker_px, CENTRE, outline_px=1), 0)
    half = round(0.65 * (marker_px or 22))
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    row = grey[80 - half : 80 + half, 100:620]
    assert (strokes_per_height(row) >= AbsenceSettings().small_strokes) is shows


def test_a_row_shorter_than_the_stretch_is_measured_as_a_whole() -> None:
    row = np.zeros((16, 40), np.uint8)
    row[:, ::4] = 255
    assert strokes_per_height(row) == pytest.approx(8.0, abs=1)
