"""Drawn text into boxes and strings, through the real networks."""

from typing import TypedDict

import numpy as np
import pytest

from detector.marker.normalize import fold_text
from detector.vision.data import TextBox
from detector.vision.geometry import height, is_column, overlap
from detector.vision.recognition.crops import crop
from tests.drawing.backgrounds import flat, gradient
from tests.drawing.text import (
    BOTTOM,
    CENTRE,
    IN_COLUMNS,
    TOP_LEFT,
    TOP_RIGHT,
    Colour,
    Frame,
    Overlay,
    Place,
    paint,
    position,
)
from tests.slow import slow
from tests.vision.networks import frame_of, reader, seen

SIZE = (720, 1280)
LIGHT, DARK = (190, 190, 185), (120, 130, 150)
MARKER = "（浙）网微剧备字（2024）第00123号"


class Style(TypedDict):
    """How a text is drawn."""

    size_px: int
    font: str
    outline_px: int


def picture(*overlays: Overlay) -> Frame:
    frame = gradient(SIZE, (20, 30, 60), (90, 40, 80))(0)
    for overlay in overlays:
        paint(frame, overlay, 0)
    return frame


def texts(drawn: Frame) -> list[str]:
    return [reading.text for reading in seen(drawn)[1]]


@pytest.mark.parametrize(
    "overlay",
    [
        Overlay(MARKER, size_px=16, place=TOP_RIGHT),
        Overlay(MARKER, size_px=20, place=TOP_LEFT, opacity=0.5),
        Overlay(MARKER, size_px=34, place=BOTTOM, font="serif"),
        Overlay(MARKER, size_px=28, place=CENTRE, angle=5),
        Overlay(MARKER, size_px=28, place=CENTRE, angle=-5, font="sans-bold"),
        Overlay(MARKER, size_px=26, place=CENTRE, letter_spacing_px=3),
    ],
    ids=["tiny", "half transparent", "serif", "tilted up", "tilted down", "spaced"],
)
def test_a_row_is_read_to_the_letter(overlay: Overlay) -> None:
    assert [text.translate(WIDE) for text in texts(picture(overlay))] == [MARKER]


WIDE = str.maketrans("()", "（）", " ")


@pytest.mark.parametrize("size_px", [20, *slow(30, 40)])
@pytest.mark.parametrize("text", [MARKER, MARKER.translate(IN_COLUMNS)], ids=["standing", "typeset"])
def test_a_column_is_read_from_top_to_bottom(text: str, size_px: int) -> None:
    _, readings = seen(picture(Overlay(text, size_px=size_px, place=TOP_RIGHT, vertical=True)))
    assert [r.text.translate(WIDE) for r in readings] == [MARKER]
    assert is_column(readings[0].corners)
    assert height(readings[0].corners) > 0.95 * size_px * len(MARKER)


@pytest.mark.parametrize("wide", [0.9, 1.75, *slow(1.2)])
@pytest.mark.parametrize("text", [MARKER, MARKER.translate(IN_COLUMNS)], ids=["standing", "typeset"])
def test_a_column_is_read_however_wide_its_box_is(text: str, wide: float) -> None:
    overlay = Overlay(text, size_px=30, place=(0.8, 0.5), vertical=True)
    drawn = picture(overlay)
    left, top = position(drawn, overlay)
    middle, half = left + 15, 15 * wide
    first, last = top - 6, top + 30 * len(text) + 6
    box = [[middle - half, first], [middle + half, first], [middle + half, last], [middle - half, last]]
    read = reader().recognize(frame_of(drawn), TextBox(np.array(box, np.float32), 1.0))
    assert read.legible
    assert read.text.translate(WIDE) == MARKER


@pytest.mark.parametrize(
    ("text", "style", "grey"),
    [
        ("（淘宝）网微剧备字（2026）第73226号", {"size_px": 24, "font": "sans", "outline_px": 1}, LIGHT),
        ("（晋）网微剧审字［2024］第52719号", {"size_px": 27, "font": "sans", "outline_px": 1}, DARK),
        ("（晋）网微剧审字［2024］第52719号", {"size_px": 27, "font": "serif", "outline_px": 2}, DARK),
    ],
)
def test_lying_brackets_are_found_where_the_middle_of_their_cells_does_not_show_them(
    text: str, style: Style, grey: Colour
) -> None:
    (read,) = typeset(text, style, grey)
    assert fold_text(read) == fold_text(text)


def test_a_letter_that_was_stood_up_is_no_other_letter() -> None:
    (read,) = typeset(
        "（淘宝）网微剧备字（2026）第73226号", {"size_px": 22, "font": "serif", "outline_px": 2}, LIGHT
    )
    assert fold_text(read).lstrip("(").startswith("淘宝)网微剧")


def typeset(text: str, style: Style, grey: Colour) -> list[str]:
    """What is read of a typeset column on a plain ground."""
    frame = flat(SIZE, grey)(0).copy()
    paint(frame, Overlay(text.translate(IN_COLUMNS), place=(0.9, 0.4), vertical=True, **style), 0)
    return texts(frame)


@pytest.mark.parametrize(
    ("text", "place", "beside"),
    [("【陕】网微剧审字", (0.05, 0.5), (0.75, 0.5)), ("【2025】第25917号", (0.95, 0.5), (0.3, 0.5))],
    ids=["behind", "before"],
)
def test_latin_letters_far_beside_a_row_of_a_marker_are_not_read_into_it(
    text: str, place: Place, beside: Place
) -> None:
    drawn = picture(Overlay(text, size_px=30, place=place), Overlay("YAMI", size_px=30, place=beside))
    assert text.translate(WIDE) in [read.translate(WIDE) for read in texts(drawn)]


def test_a_glyph_of_a_column_that_is_not_read_is_not_passed_over_in_silence() -> None:
    overlay = Overlay("（京）网微剧备字（2026）第586号", size_px=30, place=TOP_LEFT, vertical=True)
    drawn = picture(overlay)
    left, top = position(drawn, overlay)
    rub_out(drawn, left, top + 30 * 15)
    (reading,) = seen(drawn)[1]
    (unknown,) = [c for c in reading.characters if c[0][0] == "\ufffd"]
    assert unknown[0][1] < 0.8
    assert fold_text(reading.text) == "(京)网微剧备字(2026)第\ufffd86号"


def rub_out(drawn: Frame, left: int, top: int) -> None:
    """Take a glyph of 30 px out of a picture."""
    drawn[top : top + 30, left - 4 : left + 34] = drawn[top : top + 30, left - 5 : left - 4]


def test_an_upside_down_row_is_read_too() -> None:
    turned = np.ascontiguousarray(np.rot90(picture(Overlay(MARKER, size_px=32)), 2))
    assert [text.translate(WIDE) for text in texts(turned)] == [MARKER]


def test_a_turned_row_of_which_only_scraps_are_surely_read_is_turned_back() -> None:
    printed = "[贵]网微剧审字（2025）第31855号"
    turned = np.ascontiguousarray(np.rot90(picture(Overlay(printed, size_px=28, outline_px=2)), 2))
    assert "网微剧审字（2025）第31855号" in texts(turned)[0].translate(WIDE)


@pytest.mark.parametrize("brackets", ["（）（）", "（）【】"])
def test_brackets_that_lie_are_no_strokes(brackets: str) -> None:
    a, b, c, d = tuple(brackets.translate(IN_COLUMNS))
    printed = f"{a}淘宝{b}网微剧备字{c}2026{d}第003号"
    (read,) = texts(picture(Overlay(printed, size_px=32, place=TOP_LEFT, vertical=True)))
    assert fold_text(read) == "(淘宝)网微剧备字(2026)第003号"


@pytest.mark.parametrize("font", ["sans", "serif"])
def test_a_letter_o_is_told_from_a_zero(font: str) -> None:
    readings = []
    for printed in ("（浙）网微剧备字（2024）第8O813号", "（浙）网微剧备字（2024）第80813号"):
        _, (reading,) = seen(picture(Overlay(printed, size_px=30, font=font)))
        readings.append(reading)
    # A space may be read where brackets leave room, so the place is counted from a letter.
    letter, zero = (reading.characters[reading.text.index("第") + 2] for reading in readings)
    assert letter[0][0] == "O"
    assert letter[0][1] < 0.8
    assert zero[0][0] == "0"
    assert zero[0][1] > 0.95


def test_the_box_lies_on_the_text() -> None:
    overlay = Overlay(MARKER, size_px=30, place=(0.3, 0.7))
    frame = picture(overlay)
    x, y = position(frame, overlay)
    _, (reading,) = seen(frame)
    width = 30 * 17
    drawn = np.array([[x, y], [x + width, y], [x + width, y + 32], [x, y + 32]], np.float32)
    assert overlap(reading.corners, drawn) > 0.7
    assert reading.corners.min() >= 0
    assert reading.corners[:, 0].max() <= SIZE[0]


def test_each_character_has_its_options_surest_first() -> None:
    _, (reading,) = seen(picture(Overlay(MARKER, size_px=30)))
    assert len(reading.characters) == len(reading.text)
    for character in reading.characters:
        shares = [share for _, share in character]
        assert shares == sorted(shares, reverse=True)
        assert all(0 < share <= 1 for share in shares)
    assert reading.confidence > 0.95


def test_a_picture_without_text_has_no_reading() -> None:
    assert texts(picture()) == []


def test_equal_frames_give_equal_readings() -> None:
    frame = picture(Overlay(MARKER, size_px=24, opacity=0.6))
    first, second = seen(frame)[1], seen(frame)[1]
    assert [(r.text, r.confidence) for r in first] == [(r.text, r.confidence) for r in second]


def test_a_row_without_a_glyph_is_no_reading() -> None:
    empty = np.full((30, 300, 3), 128, np.uint8)
    assert reader().decode(reader().forward(empty), 0, np.zeros((4, 2), np.float32)) is None


@pytest.mark.parametrize("side", [(1, 1), (4000, 8), (8, 4000)])
def test_odd_shapes_of_pictures_do_no_harm(side: tuple[int, int]) -> None:
    assert texts(np.zeros((side[1], side[0], 3), np.uint8)) == []


def test_the_printed_text_is_the_likeliest_one() -> None:
    drawn = picture(Overlay(MARKER, size_px=28, place=CENTRE))
    (box,) = seen(drawn)[0]
    row = reader().forward(crop(drawn[:, :, ::-1].copy(), box.corners))
    others = [MARKER.replace("备", "各"), MARKER.replace("00123", "00128"), MARKER[3:], f"{MARKER} ", ""]
    printed, *rest = reader().log_likelihoods(row, [MARKER, *others]).tolist()
    assert printed > -1
    assert rest[3] == pytest.approx(printed)  # a space is nothing
    assert max(*rest[:3], rest[4]) < printed - 5
