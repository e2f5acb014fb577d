"""Broken lines become whole, and neighbours stay apart."""

from collections.abc import Sequence

import numpy as np
import pytest

from detector.settings.vision import DetectorSettings
from detector.vision.data import Corners, TextBox
from detector.vision.detection.box_merge import merge_boxes
from detector.vision.geometry import clockwise, height, width

DETECTOR = DetectorSettings()


def box(left: float, top: float, wide: float, high: float, angle: float = 0.0) -> TextBox:
    right, bottom = left + wide, top + high
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    return TextBox(clockwise(turned(corners.astype(np.float32), angle)), 0.9)


def turned(corners: Corners, degrees: float) -> Corners:
    """Turned clockwise round the frame's origin."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    result: Corners = (corners @ np.array([[cos, sin], [-sin, cos]])).astype(np.float32)
    return result


def joined(boxes: Sequence[TextBox], settings: DetectorSettings = DETECTOR) -> tuple[TextBox, ...]:
    return merge_boxes(boxes, settings)


def sizes(boxes: tuple[TextBox, ...]) -> list[tuple[int, int]]:
    return sorted((round(width(b.corners)), round(height(b.corners))) for b in boxes)


def test_pieces_of_one_row_become_one_box() -> None:
    assert sizes(joined([box(0, 0, 60, 30), box(90, 2, 200, 28), box(310, 0, 90, 30)])) == [(400, 30)]


def test_the_order_of_the_boxes_does_not_matter() -> None:
    pieces = [box(0, 0, 60, 30), box(90, 2, 200, 28), box(310, 0, 90, 30)]
    assert sizes(joined(pieces[::-1])) == sizes(joined(pieces))


def test_tilted_pieces_join_along_their_own_axis() -> None:
    whole = joined([box(100, 200, 160, 30, angle=6), box(270, 200, 130, 30, angle=6)])
    assert sizes(whole) == [(300, 30)]


def test_rows_of_a_paragraph_stay_apart() -> None:
    assert len(joined([box(0, 0, 300, 30), box(0, 40, 300, 30)])) == 2


def test_far_neighbours_and_other_sizes_stay_apart() -> None:
    assert len(joined([box(0, 0, 100, 30), box(160, 0, 100, 30)])) == 2
    assert len(joined([box(0, 0, 100, 30), box(105, -20, 100, 70)])) == 2


def test_pieces_of_one_column_become_one_box_with_its_single_glyphs() -> None:
    pieces = [box(10, 0, 30, 30), box(10, 60, 30, 200), box(11, 300, 28, 30), box(10, 400, 30, 90)]
    assert sizes(joined(pieces)) == [(30, 490)]


def test_a_short_row_beside_a_column_is_not_part_of_it() -> None:
    assert len(joined([box(10, 0, 30, 200), box(60, 50, 30, 30)])) == 2


def test_two_short_rows_above_each_other_are_no_column() -> None:
    assert sizes(joined([box(0, 0, 30, 30), box(0, 60, 30, 30)])) == [(30, 30), (30, 30)]


def test_nothing_gives_nothing() -> None:
    assert joined([]) == ()


@pytest.mark.parametrize(("gap", "count"), [(44, 1), (46, 2)])
def test_pieces_of_a_row_may_be_one_and_a_half_heights_apart(gap: int, count: int) -> None:
    pieces = [box(0, 0, 100, 30), box(100 + gap, 0, 100, 30)]
    assert len(joined(pieces)) == count
    assert len(joined(pieces, DetectorSettings(row_gap=2.0))) == 1


@pytest.mark.parametrize(("gap", "count"), [(179, 1), (181, 2)])
def test_pieces_of_a_column_may_be_six_widths_apart(gap: int, count: int) -> None:
    pieces = [box(0, 0, 30, 100), box(0, 100 + gap, 30, 100)]
    assert len(joined(pieces)) == count
    assert len(joined(pieces, DetectorSettings(column_gap=7.0))) == 1


@pytest.mark.parametrize(("high", "count"), [(50, 1), (52, 2)])
def test_pieces_of_one_line_are_about_as_thick(high: int, count: int) -> None:
    assert len(joined([box(0, 0, 100, 30), box(110, 15 - high / 2, 100, high)])) == count


@pytest.mark.parametrize(("off", "count"), [(11, 1), (13, 2)])
def test_pieces_of_one_line_have_one_axis(off: int, count: int) -> None:
    assert len(joined([box(0, 0, 100, 30), box(110, off, 100, 30)])) == count
