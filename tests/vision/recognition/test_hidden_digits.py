"""Holes between the digits of a number, as the places of its characters tell them."""

from itertools import accumulate

import numpy as np
import pytest

from detector.settings.vision import RecognizerSettings
from detector.vision.recognition.hidden_digits import (
    cut_end,
    hidden_places,
    is_covered,
    unread_cells,
)
from detector.vision.recognition.line_result import UNREAD, LineResult

LEAST = RecognizerSettings().hidden_pitches
DIGIT, EM = 0.5, 0.9
MARKER = "（浙）网微剧备字（2024）第01234号"
ROW = np.array([[50, 15], [350, 15], [350, 45], [50, 45]], np.float32)
SERIAL = MARKER.index("第") + 1


def row(text: str = MARKER, wider: dict[int, float] | None = None, digit: float = DIGIT) -> LineResult:
    """A row whose characters stand in the middle of their widths; before some of them there is more room."""
    widths = [digit if letter.isascii() else EM for letter in text]
    ends = list(accumulate(width + (wider or {}).get(i, 0.0) for i, width in enumerate(widths)))
    places = tuple((end - width / 2) / ends[-1] for end, width in zip(ends, widths, strict=True))
    return LineResult(tuple(((letter, 0.99),) for letter in text), places, ends[-1])


def found(line: LineResult) -> list[int]:
    return [place.after for place in hidden_places(line, LEAST)]


def test_an_even_row_hides_nothing() -> None:
    assert found(row()) == []


@pytest.mark.parametrize("place", range(SERIAL, SERIAL + 6))
def test_room_for_a_digit_is_found_wherever_it_is_in_the_serial(place: int) -> None:
    line = row(wider={place: DIGIT})
    (hole,) = hidden_places(line, LEAST)
    assert hole.after == place
    assert line.places[place - 1] < hole.begin < hole.end < line.places[place]
    assert hole.pitches == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(("share", "is_hole"), [(LEAST - 0.05, False), (LEAST + 0.05, True)])
@pytest.mark.parametrize("place", [SERIAL, SERIAL + 2, SERIAL + 5])
def test_less_room_than_the_setting_is_none(share: float, is_hole: bool, place: int) -> None:
    assert bool(found(row(wider={place: share * DIGIT}))) == is_hole


@pytest.mark.parametrize("digit", [0.5, 0.75, 0.9])
def test_the_pitch_is_the_lines_own(digit: float) -> None:
    """Spaced letters and full-width digits are as far apart everywhere."""
    assert found(row(digit=digit)) == []
    assert found(row(digit=digit, wider={SERIAL + 3: digit})) == [SERIAL + 3]


def test_a_space_on_both_sides_of_the_serial_hides_nothing() -> None:
    assert found(row(wider={SERIAL: DIGIT, SERIAL + 5: DIGIT})) == []
    assert found(row(wider={SERIAL: 2 * DIGIT, SERIAL + 5: DIGIT})) == [SERIAL]


def test_a_space_that_was_read_is_a_part_of_the_hole() -> None:
    assert found(row("（浙）网微剧备字（2024）第01 234号", wider={SERIAL + 2: DIGIT})) == [SERIAL + 2]


def test_a_sign_in_the_place_of_a_digit_is_none() -> None:
    assert found(row("（浙）网微剧备字（2024）第01_34号")) == [SERIAL + 2]


def test_a_row_with_too_few_digits_tells_no_pitch() -> None:
    assert found(row("第12号", wider={2: DIGIT})) == []


@pytest.mark.parametrize("is_over", [False, True])
def test_a_serial_without_an_end_is_cut_where_something_is_over_it(is_over: bool) -> None:
    line = row(MARKER.rstrip("号"))
    assert [place.after for place in cut_end(line, lambda *_: is_over)] == [len(MARKER) - 1] * is_over
    assert cut_end(row(), lambda *_: True) == ()


@pytest.mark.parametrize(("room", "is_off"), [(0.2, True), (2.0, False)])
def test_what_lies_off_the_frame_is_covered(room: float, is_off: bool) -> None:
    frame = np.full((60, round(50 + 300 + 20 * room), 3), 90, np.uint8)
    assert is_covered(frame, ROW, 1.0, 1.0 + 20 / 300) == is_off


@pytest.mark.parametrize(("high", "is_thing"), [(20, False), (30, True)])
def test_the_side_of_a_thing_is_as_high_as_the_row(high: int, is_thing: bool) -> None:
    frame = np.full((60, 600, 3), 90, np.uint8)
    frame[15 : 15 + high, 360:420] = 20
    assert is_covered(frame, ROW, 1.0, 1.0 + 20 / 300) == is_thing


def test_the_bracket_of_a_year_hides_no_digit_where_no_word_follows() -> None:
    line = row("(2026)0990号")
    assert hidden_places(line, LEAST) == unread_cells(line) == ()


def test_cells_of_a_column_in_which_nothing_was_read_are_places() -> None:
    line = row("第01234号", digit=EM)
    characters = (*line.characters[:3], UNREAD, *line.characters[4:])
    assert unread_cells(line) == ()
    assert [place.after for place in unread_cells(line._replace(characters=characters))] == [3]
    issuer = row(MARKER, digit=EM)
    assert unread_cells(issuer._replace(characters=(UNREAD, *issuer.characters[1:]))) == ()
    assert [place.after for place in unread_cells(row("第01(34号", digit=EM))] == [3]
