"""Of a number that appears digit by digit the complete one is kept."""

import numpy as np

from detector.vision.data import Reading
from detector.vision.fusion.completion import completed

HEAD = "（浙）网微剧备字（2024）第"
CORNERS = np.array([[0, 0], [300, 0], [300, 20], [0, 20]], np.float32)


def kept(*serials: str) -> list[str]:
    readings = [
        Reading(400 * number, CORNERS, tuple(((letter, 0.99),) for letter in f"{HEAD}{serial}号"))
        for number, serial in enumerate(serials)
    ]
    (left,) = completed([readings])
    return [reading.text.removeprefix(HEAD).removesuffix("号") for reading in left]


def test_what_grows_is_what_it_grew_to() -> None:
    assert kept("0", "01", "01", "012", "0123", "0123") == ["0123", "0123"]


def test_a_digit_that_comes_from_under_something_counts() -> None:
    assert kept("13", "13", "13", "123", "123") == ["123", "123"]


def test_one_longer_reading_supersedes_nothing() -> None:
    assert kept("13", "13", "123") == ["13", "13", "123"]
    assert kept("13", "123", "13", "13", "123", "13") == ["13", "123", "13", "13", "123", "13"]


def test_what_disagrees_is_left_to_the_vote() -> None:
    assert kept("121", "122", "123", "123") == ["121", "122", "123", "123"]


def test_the_last_row_of_a_broken_number_grows_too() -> None:
    readings = [
        Reading(400 * number, CORNERS, tuple(((letter, 0.99),) for letter in f"（2024）第{serial}号"))
        for number, serial in enumerate(("01", "01", "01", "012", "012"))
    ]
    assert [len(texts) for texts in completed([readings])] == [2]


def test_a_number_whose_end_fades_stays_whole() -> None:
    assert kept("0123", "0123", "012") == ["0123", "0123", "012"]
