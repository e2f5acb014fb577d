"""What is new and stands still is seen; what moves, and what was known, is not."""

import numpy as np
import pytest

from detector.settings.vision import TrackerSettings
from detector.video.frame import Pixels
from detector.vision.data import Region
from detector.vision.regions import merged
from detector.vision.tracking.change_detection import (
    Edges,
    edges,
    has_changed,
    inner_cells,
    is_still_there,
    news,
    regions,
    share_known,
)
from tests.drawing.backgrounds import Background, clouds, gradient, noise
from tests.drawing.text import TOP_RIGHT, Overlay, paint
from tests.vision.pictures import bars, shown

SIZE = (720, 1280)
SETTINGS = TrackerSettings()
PRINTED = "（浙）网微剧备字（2024）第00123号"
CALM = noise(gradient(SIZE, (20, 30, 60), (90, 40, 80)), 2.0)
MOVING = clouds(SIZE, (20, 24, 40), (150, 130, 120), 5)


def seen(over: Background, at_ms: float, text: Overlay | None = None) -> Edges:
    frame: Pixels = over(at_ms)
    if text:
        paint(frame, text, at_ms)
    return edges(shown(frame).grey)


def found_in(now: Edges, later: Edges, before: Edges) -> tuple[Region, ...]:
    return regions(news(now, later, before, SETTINGS), SIZE, SETTINGS.new_cells)


@pytest.mark.parametrize("opacity", [1.0, 0.3])
@pytest.mark.parametrize("size_px", [12, 34])
@pytest.mark.parametrize("over", [CALM, MOVING], ids=["calm", "moving"])
def test_a_line_that_comes_up_is_a_region(over: Background, size_px: int, opacity: float) -> None:
    line = Overlay(PRINTED, size_px=size_px, place=TOP_RIGHT, opacity=opacity)
    found = found_in(seen(over, 400, line), seen(over, 560, line), seen(over, 0))
    assert any(right > 700 and top < 60 for _, top, right, _ in found)


@pytest.mark.parametrize("over", [CALM, MOVING], ids=["calm", "moving"])
def test_scenery_and_known_lines_are_none(over: Background) -> None:
    line = Overlay(PRINTED, size_px=20, place=TOP_RIGHT)
    assert found_in(seen(over, 400), seen(over, 560), seen(over, 0)) == ()
    assert found_in(seen(over, 400, line), seen(over, 560, line), seen(over, 0, line)) == ()


def test_a_line_is_followed_over_moving_scenery_and_missed_when_gone() -> None:
    line = Overlay(PRINTED, size_px=20, place=TOP_RIGHT, opacity=0.6)
    corners = np.array([[380, 0], [719, 0], [719, 50], [380, 50]], np.float32)
    then = seen(MOVING, 0, line)
    assert is_still_there(corners, then, seen(MOVING, 2000, line), SETTINGS.still_share)
    assert not is_still_there(corners, then, seen(MOVING, 2000), SETTINGS.still_share)


def test_regions_that_touch_become_one() -> None:
    assert merged([(0, 0, 2, 2), (5, 5, 6, 6), (1, 1, 3, 3), (3, 3, 4, 4)]) == ((0, 0, 4, 4), (5, 5, 6, 6))


def dots(*levels: int) -> Edges:
    """The edges of a row of dots, one a cell of 8 x 8 px, each of its lightness on black."""
    picture = np.zeros((360, 360), np.uint8)
    for number, level in enumerate(levels):
        picture[26:30, 26 + 8 * number : 30 + 8 * number] = level
    return edges(picture)


@pytest.mark.parametrize(("level", "new"), [(12, True), (11, False)])
def test_strokes_hardly_lighter_than_their_ground_are_scenery(level: int, new: bool) -> None:
    now = dots(*[level] * 20)
    assert (found_in(now, now, dots()) != ()) is new


@pytest.mark.parametrize(("level", "new"), [(135, True), (125, False)])
def test_strokes_that_stood_there_are_new_where_they_are_a_third_stronger(level: int, new: bool) -> None:
    now = dots(*[level] * 20)
    assert (found_in(now, now, dots(*[100] * 20)) != ()) is new


@pytest.mark.parametrize(("count", "new"), [(10, True), (9, False)])
def test_a_text_is_as_long_as_a_line_of_a_marker(count: int, new: bool) -> None:
    now = dots(*[200] * count)
    assert (found_in(now, now, dots()) != ()) is new


@pytest.mark.parametrize(("level", "changed"), [(120, True), (100, False)])
def test_a_new_stroke_a_third_as_strong_as_the_others_is_a_change(level: int, changed: bool) -> None:
    corners = np.array([[24, 24], [183, 24], [183, 31], [24, 31]], np.float32)
    then, now = dots(*[200] * 15, 0, *[200] * 4), dots(*[200] * 15, level, *[200] * 4)
    assert has_changed(corners, then, now, now, SETTINGS) is changed


BOX = np.array([[0, 0], [400, 0], [400, 40], [0, 40]], np.float32)


@pytest.mark.parametrize(
    ("then", "now", "known"),
    [
        (20, 20, 1.0),
        (20, 10, 0.5),  # half of the strokes are gone
        (10, 20, 0.5),  # half of them are new
        (0, 20, 0.0),
    ],
)
def test_strokes_are_known_as_far_as_they_stood_there_both_ways(then: int, now: int, known: float) -> None:
    before, after = (edges(shown(bars(count)).grey) for count in (then, now))
    assert share_known(before.strokes_in(BOX), after, BOX) == pytest.approx(known, abs=0.05)


def test_fainter_strokes_count_less_and_those_beside_what_was_looked_at_not_at_all() -> None:
    full, faint = (edges(shown(bars(20, level)).grey) for level in (255, 100))
    assert share_known(full.strokes_in(BOX), faint, BOX) < 0.5
    half = BOX * np.array([0.5, 1], np.float32)
    assert share_known(full.strokes_in(half), full, BOX) == pytest.approx(0.5, abs=0.05)
    assert share_known(full.strokes_in(half), full, half) == pytest.approx(1.0, abs=0.01)
    assert share_known(full.strokes_in(half), full, BOX + np.float32(300)) == 0


def test_a_cell_that_an_edge_cuts_is_no_inner_one() -> None:
    cells = np.arange(5 * 10).reshape(5, 10) >= 0
    outer, inner = (slice(0, 40), slice(0, 80)), (slice(0, 40), slice(9, 71))
    assert inner_cells(cells, outer, inner).shape == (5, 6)
    assert inner_cells(cells, outer, outer).shape == (5, 10)
