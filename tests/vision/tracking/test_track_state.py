"""When reading a track again may add something: both sides of each threshold."""

from dataclasses import replace

import numpy as np
import pytest

from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame, Picture
from detector.vision.data import Reading, TextBox
from detector.vision.tracking.change_detection import edges
from detector.vision.tracking.track_state import Track
from tests.vision.pictures import shown

MARKER = "（浙）网微剧备字（2024）第00123号"


def grey(change: int = 0) -> Picture:
    """A picture of 1000 x 1000 px, of which a spot is so many levels brighter."""
    pixels = np.full((1000, 1000, 3), 100, np.uint8)
    pixels[10:15, 10:15] += np.uint8(change)
    return shown(pixels)


PICTURE = grey()
EDGES = edges(PICTURE.grey)


def track(long: int = 500, thick: int = 50, read: tuple[str, float] | None = None, reads: int = 1) -> Track:
    corners = np.array([[0, 0], [long, 0], [long, thick], [0, thick]], np.float32)
    characters = tuple(((letter, read[1]),) for letter in read[0]) if read else ()
    reading = Reading(0, corners, characters) if read else None
    return Track(0, TextBox(corners, 0.9), PICTURE, EDGES, 0, TrackerSettings(), reading, reads)


@pytest.mark.parametrize(
    ("confidence", "reads", "done"), [(0.97, 2, True), (0.96, 2, False), (0.97, 1, False)]
)
def test_a_marker_is_read_twice_and_until_it_is_sure(confidence: float, reads: int, done: bool) -> None:
    assert track(read=(MARKER, confidence), reads=reads).is_done is done


@pytest.mark.parametrize(("confidence", "reads", "done"), [(0.8, 1, True), (0.79, 2, False), (0.79, 3, True)])
def test_an_unsure_line_is_read_three_times(confidence: float, reads: int, done: bool) -> None:
    assert track(read=("你怎么来了", confidence), reads=reads).is_done is done


@pytest.mark.parametrize(
    ("long", "thick", "done"), [(500, 100, False), (499, 100, True), (700, 120, False), (700, 121, True)]
)
def test_an_illegible_box_is_read_again_where_it_has_the_shape_of_a_marker(
    long: int, thick: int, done: bool
) -> None:
    assert track(long, thick).is_done is done


@pytest.mark.parametrize(
    ("text", "confidence", "thick", "plain"),
    [
        ("你怎么来了", 0.8, 120, True),
        ("你怎么来了", 0.8, 121, False),
        ("你怎么来了", 0.79, 120, False),
        (MARKER, 0.99, 50, False),
    ],
)
def test_what_can_hide_no_marker_is_plain(text: str, confidence: float, thick: int, plain: bool) -> None:
    assert track(700, thick, (text, confidence)).is_plain is plain


@pytest.mark.parametrize(("change", "same"), [(6, True), (7, False)])
def test_coding_changes_a_spot_by_six_levels_at_most(change: int, same: bool) -> None:
    assert track().is_unchanged(Frame(1, 400, grey(change), 400)) is same


@pytest.mark.parametrize(("confidence", "exact"), [(0.97, True), (0.96, False)])
def test_what_was_surely_read_is_not_looked_for_beyond_its_ends(confidence: float, exact: bool) -> None:
    assert track(read=("你怎么来了", confidence)).next_look[1] is not exact


def test_beyond_an_unsure_marker_one_reading_of_three_looks() -> None:
    looks = [track(read=(MARKER, 0.8), reads=reads).next_look for reads in range(1, 7)]
    assert [beyond for _, beyond in looks] == [False, False, True, False, False, True]
    other = track(read=("你怎么来了", 0.8), reads=1)
    assert other.next_look == (other.box, True)


def test_an_unsure_marker_is_read_again_until_six_readings_in_a_row_are_alike() -> None:
    unsure = track(read=(MARKER, 0.9)).reading
    other = track(read=(MARKER.replace("3号", "4号"), 0.9)).reading
    assert unsure
    assert other
    seen = track(reads=0)
    seen.take(unsure)
    for _ in range(6):
        assert not seen.is_done
        seen.take(other)
    assert seen.is_done
    assert not seen.is_sure
    seen.read_anew(ends_changed=True)
    assert not seen.is_done


def test_an_unsure_marker_that_is_read_otherwise_each_time_is_read_nine_times() -> None:
    seen = track(reads=0)
    assert done_after_each(seen, 9) == [False] * 8 + [True]
    seen.read_anew(ends_changed=False)
    assert done_after_each(seen, 2) == [False, True], "what changes there is read twice"
    assert not seen.is_sure


def done_after_each(seen: Track, count: int) -> list[bool]:
    done = []
    for serial in range(count):
        reading = track(read=(MARKER.replace("3号", f"{serial}号"), 0.9)).reading
        assert reading
        seen.take(reading)
        done.append(seen.is_done)
    return done


@pytest.mark.parametrize(("place", "sure"), [(0, True), (2, False), (8, False)])
def test_of_the_bracket_at_its_head_alone_nobody_need_be_sure(place: int, sure: bool) -> None:
    assert MARKER[8] == "（"
    reading = track(read=(MARKER, 0.99)).reading
    assert reading
    characters = list(reading.characters)
    characters[place] = ((MARKER[place], 0.8),)
    seen = track(reads=2)
    seen.reading = replace(reading, characters=tuple(characters))
    assert seen.is_sure is sure


def read_with(shares: dict[int, float]) -> Reading:
    """A sure reading of the marker but for some characters, by their places."""
    reading = track(read=(MARKER, 0.99)).reading
    assert reading
    characters = tuple(((letter, shares.get(place, 0.99)),) for place, letter in enumerate(MARKER))
    return replace(reading, characters=characters)


@pytest.mark.parametrize(
    ("shares", "sure"),
    [
        ([{8: 0.6}, {8: 0.8, 13: 0.7}, {13: 0.9}], True),
        ([{8: 0.6}, {8: 0.8, 13: 0.7}], False),
        ([{8: 0.49}, {8: 0.8}, {13: 0.9}, {8: 0.9}], True),
        ([{8: 0.8}, {8: 0.49}, {13: 0.9}], False),
        ([{8: 0.8}, {8: 0.8, 18: 0.96}, {13: 0.9}], False),
    ],
    ids=["three", "two", "before them", "no bracket", "a letter"],
)
def test_three_readings_in_a_row_that_are_sure_of_all_but_brackets_are_enough(
    shares: list[dict[int, float]], sure: bool
) -> None:
    assert (MARKER[8], MARKER[13], MARKER[18]) == ("（", "）", "2")
    seen = track(reads=0)
    for doubtful in shares:
        assert not seen.is_sure
        seen.take(read_with(doubtful))
    assert seen.is_sure is sure


NO_CELLS, SOME_CELLS, OTHER_CELLS = (np.arange(18).reshape(2, 9) == cell for cell in (-1, 4, 5))


def test_a_marker_is_read_anew_at_once_until_the_background_has_changed_twice() -> None:
    seen = track(read=(MARKER, 0.99), reads=2)
    reading = seen.reading
    assert reading
    for _ in range(2):
        assert not seen.is_news(NO_CELLS)
        assert seen.is_news(SOME_CELLS)
        seen.read_anew(ends_changed=False)
        assert not seen.next_look[1], "inside of it alone strokes changed"
        seen.take(reading)
        assert seen.is_done, "one reading is enough where it is as before"
    assert not seen.is_news(SOME_CELLS), "strokes come and go beside it"
    assert seen.is_waiting
    assert not seen.is_news(OTHER_CELLS)
    assert seen.is_news(OTHER_CELLS), "these stay"


def test_another_text_in_its_place_is_read_twice_again() -> None:
    seen = track(read=(MARKER, 0.99), reads=2)
    assert seen.is_news(SOME_CELLS)
    seen.read_anew(ends_changed=True)
    assert seen.next_look[1], "a digit may stand beyond its end"
    other = track(read=(MARKER.replace("3号", "4号"), 0.99)).reading
    assert other
    seen.take(other)
    assert (seen.steady, seen.is_done) == (0, False)
