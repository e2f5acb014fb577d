"""How long a text stood: asked for brief ones that may be markers alone, and answered by its edges."""

import numpy as np
import pytest

from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame
from detector.vision.data import Reading
from detector.vision.tracking.duration import ends, is_brief
from tests.vision.pictures import bars, shown

SETTINGS = TrackerSettings()
CORNERS = np.array([[0, 0], [400, 0], [400, 40], [0, 40]], np.float32)


def reading(at_ms: int, text: str) -> Reading:
    return Reading(at_ms, CORNERS, tuple(((letter, 0.9),) for letter in text))


@pytest.mark.parametrize(
    ("text", "last_ms", "brief"),
    [("网微剧备字", 499, True), ("网微剧备字", 500, False), ("网微剧备", 499, False)],
)
def test_the_better_part_of_a_marker_that_was_hardly_seen_is_measured(
    text: str, last_ms: int, brief: bool
) -> None:
    seen = [reading(0, text), reading(last_ms, text)]
    assert is_brief(seen, SETTINGS.brief_ms, SETTINGS.brief_cues) is brief


@pytest.mark.parametrize(("left", "last_ms"), [(9, 80), (7, 40)])
def test_a_text_stands_as_long_as_two_fifths_of_its_edges_do(left: int, last_ms: int) -> None:
    pictures = [shown(bars(0)), shown(bars(20)), shown(bars(left))]
    frames = [Frame(number, 40 * number, picture, 40 * number) for number, picture in enumerate(pictures)]
    found = ends(frames, [reading(40, "网微剧备字")], SETTINGS.still_share)
    assert [end.at_ms for end in found] == [40, last_ms]
