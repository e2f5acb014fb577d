"""A text that is found again is known by its strokes; what may be a marker never is."""

import numpy as np
import pytest

from detector.settings.vision import TrackerSettings
from detector.vision.data import Corners, Reading, TextBox
from detector.vision.tracking.change_detection import edges
from detector.vision.tracking.lost_texts import LostTexts
from detector.vision.tracking.track_state import Track
from tests.vision.pictures import bars, shown

SETTINGS = TrackerSettings()
FULL = shown(bars(20))
SUBTITLE, MARKER = "你怎么现在才来", "（浙）网微剧备字（2024）第00123号"


def corners(length: int) -> Corners:
    return np.array([[0, 0], [length, 0], [length, 40], [0, 40]], np.float32)


def lost(text: str | None = SUBTITLE, number: int = 0) -> Track:
    read = Reading(0, corners(410), tuple(((letter, 0.99),) for letter in text)) if text else None
    return Track(number, TextBox(corners(410), 0.9), FULL, edges(FULL.grey), 0, SETTINGS, read, 1)


@pytest.mark.parametrize(
    ("left", "length", "known"), [(20, 410, True), (20, 200, True), (13, 410, True), (11, 410, False)]
)
def test_a_text_is_known_in_any_box_where_most_of_its_strokes_stand(
    left: int, length: int, known: bool
) -> None:
    texts = LostTexts(SETTINGS)
    texts.add(lost())
    found = texts.found_again(TextBox(corners(length), 0.9), edges(shown(bars(left)).grey))
    assert (found is not None) is known


def test_one_is_found_again_once_and_keeps_what_was_read() -> None:
    texts = LostTexts(SETTINGS)
    texts.add(lost(number=3))
    found = texts.found_again(TextBox(corners(410), 0.9), edges(FULL.grey))
    assert found
    assert found.reading
    assert (found.number, found.reads, found.reading.text) == (3, 1, SUBTITLE)
    assert texts.found_again(TextBox(corners(410), 0.9), edges(FULL.grey)) is None


@pytest.mark.parametrize("text", [MARKER, None], ids=["marker", "unread"])
def test_what_may_be_a_marker_and_what_was_never_read_is_not_kept(text: str | None) -> None:
    texts = LostTexts(SETTINGS)
    texts.add(lost(text))
    assert texts.found_again(TextBox(corners(410), 0.9), edges(FULL.grey)) is None
