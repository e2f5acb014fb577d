"""Rows as they were read: what stands where, and what was passed over."""

import pytest

from detector.vision.line import Line


def line(text: str, steps: list[int], sure: float = 0.9) -> Line:
    """A row as high as six steps of the reader, 60 steps long."""
    characters = tuple(((letter, sure - i / 1000),) for i, letter in enumerate(text))
    return Line(characters, tuple(step / 60 for step in steps), 10.0)


@pytest.mark.parametrize(
    ("text", "kept"), [("字「[2", "字「2"), ("4]】第", "4]第"), ("字)(2", "字)(2"), ("第112", "第112")]
)
def test_two_brackets_in_one_place_are_one(text: str, kept: str) -> None:
    assert line(text, [10, 14, 15, 18]).without_doubles().text == kept


def test_two_brackets_side_by_side_are_two() -> None:
    assert line("字((2", [10, 14, 16, 18]).without_doubles().text == "字((2"


def test_the_surer_of_two_brackets_stays() -> None:
    doubtful, sure = (("「", 0.4),), (("[", 0.9),)
    read = Line((doubtful, sure), (0.2, 0.21), 10.0).without_doubles()
    assert read == Line((sure,), (0.21,), 10.0)


@pytest.mark.parametrize(
    ("text", "steps", "told"),
    [
        ("第86号", [3, 15, 21, 27], "第\ufffd86号"),
        ("第58号", [3, 9, 15, 27], "第58\ufffd号"),
        ("网剧备字", [3, 15, 21, 27], "网\ufffd剧备字"),
        ("第5号", [3, 9, 27], "第5\ufffd\ufffd号"),
        ("字2024", [3, 15, 21, 27, 33], "字2024"),
        ("24第8号", [3, 9, 21, 27, 33], "24第8号"),
        ("京）网", [3, 8, 15], "京）网"),
        ("字集", [3, 50], "字集"),
    ],
    ids=["first", "last", "in the series", "two", "a bracket", "the other", "beside the middle", "far off"],
)
def test_what_was_passed_over_is_said(text: str, steps: list[int], told: str) -> None:
    read = line(text, steps).with_unread(6 / 60)
    assert read.text == told
    assert list(read.places) == sorted(read.places)
    assert all(c[0][1] < 0.8 for c in read.characters if c[0][0] == "\ufffd")
