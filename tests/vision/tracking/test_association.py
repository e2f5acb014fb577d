"""Which readings are of one text: both sides of each threshold."""

import numpy as np
import pytest

from detector.settings.vision import FusionSettings
from detector.vision.data import Reading
from detector.vision.tracking.association import associate

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
OTHERS = "一二三四五六七八九十百千万亿春夏秋冬东西"


def reading(at_ms: int, text: str, left: float = 0) -> Reading:
    corners = np.array([[left, 0], [left + 100, 0], [left + 100, 30], [left, 30]], np.float32)
    return Reading(at_ms, corners, tuple(((letter, 0.9),) for letter in text))


def texts(*readings: Reading) -> int:
    return len(associate(readings, FusionSettings()))


def misread(letters: int, length: int = 20) -> str:
    """A text with so many letters read as others."""
    return OTHERS[:letters] + LETTERS[letters:length]


@pytest.mark.parametrize(("letters", "count"), [(8, 1), (9, 2)])
def test_in_one_place_three_fifths_of_a_text_make_it_the_same(letters: int, count: int) -> None:
    assert texts(reading(0, LETTERS), reading(400, misread(letters))) == count


@pytest.mark.parametrize(("letters", "count"), [(2, 1), (3, 2)])
def test_in_another_place_nine_tenths_do(letters: int, count: int) -> None:
    assert texts(reading(0, LETTERS), reading(400, misread(letters), left=500)) == count


@pytest.mark.parametrize(("length", "count"), [(8, 1), (7, 2)])
def test_a_short_text_in_another_place_is_another(length: int, count: int) -> None:
    assert texts(reading(0, LETTERS[:length]), reading(400, LETTERS[:length], left=500)) == count


@pytest.mark.parametrize(("left", "count"), [(50, 1), (51, 2)])
def test_half_of_a_box_is_one_place(left: float, count: int) -> None:
    assert texts(reading(0, "片头"), reading(400, "片头", left)) == count


@pytest.mark.parametrize(("at_ms", "count"), [(2_500, 1), (2_501, 2)])
def test_a_text_may_vanish_for_two_and_a_half_seconds(at_ms: int, count: int) -> None:
    assert texts(reading(0, "片头"), reading(at_ms, "片头")) == count
