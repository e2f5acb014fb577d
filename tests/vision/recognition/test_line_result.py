"""Rows as they were read: what stands where, and what was passed over."""

import pytest

from detector.vision.recognition.line_result import LineResult, merge_readings


def line(text: str, steps: list[int], sure: float = 0.9) -> LineResult:
    """A row as high as six steps of the reader, 60 steps long."""
    characters = tuple(((letter, sure - i / 1000),) for i, letter in enumerate(text))
    return LineResult(characters, tuple(step / 60 for step in steps), 10.0)


@pytest.mark.parametrize(
    ("text", "kept"), [("字「[2", "字「2"), ("4]】第", "4]第"), ("字)(2", "字)(2"), ("第112", "第112")]
)
def test_two_brackets_in_one_place_are_one(text: str, kept: str) -> None:
    assert line(text, [10, 14, 15, 18]).without_double_brackets().text == kept


def test_two_brackets_side_by_side_are_two() -> None:
    assert line("字((2", [10, 14, 16, 18]).without_double_brackets().text == "字((2"


def test_the_surer_of_two_brackets_stays() -> None:
    doubtful, sure = (("「", 0.4),), (("[", 0.9),)
    read = LineResult((doubtful, sure), (0.2, 0.21), 10.0).without_double_brackets()
    assert read == LineResult((sure,), (0.21,), 10.0)


@pytest.mark.parametrize(
    ("text", "steps", "kept"),
    [
        ("第00.93号", [3, 9, 12, 13, 15, 18, 22], "第0093号"),
        ("第00.93号", [3, 9, 12, 14, 16, 19, 23], "第00.93号"),
        ("第00_93号", [3, 9, 12, 15, 18, 21, 25], "第00_93号"),
        ("第0.3号", [3, 9, 10, 12, 16], "第0.3号"),
        ("20)第03号", [3, 6, 7, 9, 12, 15, 19], "20)第03号"),
    ],
    ids=["a speck", "a point", "in a digit's place", "no pitch", "no sign"],
)
def test_a_sign_that_has_no_room_between_digits_is_a_speck(text: str, steps: list[int], kept: str) -> None:
    assert line(text, steps).without_specks().text == kept


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
    read = line(text, steps).with_unread_cells(6 / 60)
    assert read.text == told
    assert list(read.places) == sorted(read.places)
    assert all(c[0][1] < 0.8 for c in read.characters if c[0][0] == "\ufffd")


def test_a_row_of_cells_of_two_widths_is_laid_on_even_ones() -> None:
    read = line("字[2", [5, 24, 54]).in_even_cells([10 / 60, 40 / 60, 1.0])
    assert read.places == pytest.approx((0.5 / 3, (1 + 14 / 30) / 3, (2 + 14 / 20) / 3))
    assert line("号", [60]).in_even_cells([0.5, 1.0]).places[0] < 1


@pytest.mark.parametrize(
    ("one", "other", "best"),
    [
        ("41第", "4]第", "4]第"),
        ("字12", "字[2", "字[2"),
        ("字人2", "字（2", "字（2"),
        ("113", "1]3", "113"),
        ("413", "4]3", "413"),
    ],
    ids=["before 第", "after 字", "lying", "digits alone", "among digits"],
)
def test_a_1_is_a_bracket_where_every_marker_has_one(one: str, other: str, best: str) -> None:
    readings = [line(text, [10, 30, 50], sure) for text, sure in ((one, 0.95), (other, 0.7))]
    assert merge_readings(readings, 3).text == best


@pytest.mark.parametrize(
    ("text", "steps", "kept"),
    [
        ("6.第", [10, 18, 30], "6第"),
        (").第", [10, 18, 30], ")第"),
        ("字.（", [10, 22, 30], "字（"),
        ("6.第", [5, 30, 50], "6.第"),
    ],
    ids=["a letter", "a bracket", "before it", "alone"],
)
def test_a_dot_in_the_cell_of_a_glyph_is_the_edge_of_another_cell(
    text: str, steps: list[int], kept: str
) -> None:
    assert merge_readings([line(text, steps)], 3).text == kept


def test_a_letter_that_lies_is_none_and_a_bracket_that_lies_is_one() -> None:
    stood_up = line("（州3）", [5, 15, 25, 35])
    assert stood_up.with_only_brackets_in({0, 1, 3}, 6).text == "（3）"


def test_a_bracket_that_clings_to_what_it_encloses_stands_in_its_own_cell() -> None:
    read = line("（甘）", [11, 15, 29]).with_only_brackets_in({0, 1, 3}, 6)
    assert read.text == "（）"
    assert [int(place * 6) for place in read.places] == [0, 3]


def test_letters_that_lie_stay_where_cells_hold_two_of_them() -> None:
    read = line("陕）网微剧审字", [5, 15, 25, 35, 45, 50, 55])
    assert read.with_only_brackets_in({0, 1, 2}, 3).text == read.text


def test_another_text_above_or_below_a_column_is_none_of_it() -> None:
    assert line("第（甘）网", [3, 33, 39, 45, 51]).longest_piece(6 / 60).text == "（甘）网"
    assert line("第（甘）网", [3, 27, 33, 39, 45]).longest_piece(6 / 60).text == "第（甘）网"
    assert line("（甘）网第", [3, 9, 15, 21, 51]).longest_piece(6 / 60).text == "（甘）网"
    assert LineResult().longest_piece(0.1) == LineResult()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("【陕】网微剧审字B3MO", "【陕】网微剧审字"),
        ("Vami【2025】第25917号", "【2025】第25917号"),
        ("芒果TV】网微剧备字", "芒果TV】网微剧备字"),
        ("TV网微剧备字（2024）第1号", "TV网微剧备字（2024）第1号"),
        ("No.(2024) No.1", "No.(2024) No.1"),
        ("Lucy（网名）", "Lucy（网名）"),
    ],
)
def test_latin_letters_beside_a_chinese_row_are_scenery(text: str, kept: str) -> None:
    assert line(text, list(range(len(text)))).without_latin_ends().text == kept


def test_a_bracket_that_is_hardly_seen_is_none() -> None:
    readings = [line("41第", [10, 30, 50], 0.95), line("4]第", [10, 30, 50], 0.3)]
    assert merge_readings(readings, 3).text == "41第"


def test_a_cell_holds_one_glyph() -> None:
    readings = [line("第02号", [10, 24, 27, 50], 0.95), line("第2号", [10, 30, 50], 0.9)]
    assert merge_readings(readings, 3).text == "第2号"
