"""What may be in order although it was read as a near miss."""

from dataclasses import replace

import pytest

from detector.law.evidence.certainty import malformed_misses
from detector.records import Quad
from tests.law.cases import case_of, sighting

HEIGHT_PX = 30
LEFT_PX, TOP_PX = 400, 100


def box(left_px: int, right_px: int, top_px: int = TOP_PX) -> Quad:
    bottom_px = top_px + HEIGHT_PX
    return (left_px, top_px), (right_px, top_px), (right_px, bottom_px), (left_px, bottom_px)


@pytest.mark.parametrize(
    ("other", "is_before"),
    [
        (box(100, LEFT_PX - 6 * HEIGHT_PX + 1), True),
        (box(100, LEFT_PX - 6 * HEIGHT_PX), False),
        (box(LEFT_PX - 1, 900), True),
        (box(LEFT_PX, 900), False),
        (box(300, 390, TOP_PX - HEIGHT_PX // 2 + 1), True),
        (box(300, 390, TOP_PX - HEIGHT_PX // 2), False),
        (box(300, 390, TOP_PX + HEIGHT_PX // 2 - 1), True),
        (box(300, 390, TOP_PX + HEIGHT_PX // 2), False),
    ],
)
def test_a_text_within_six_heights_before_a_number_may_be_its_issuer(other: Quad, *, is_before: bool) -> None:
    number = replace(sighting("网微剧备字（2024）第00123号"), quad=box(LEFT_PX, 900))
    text = replace(sighting("某某"), quad=other)
    assert (
        not malformed_misses(case_of(number, text)) if is_before else malformed_misses(case_of(number, text))
    )


@pytest.mark.parametrize(("behind", "may_go_on"), [(".0930号", True), ("号", False), ("，共30集", False)])
def test_behind_a_sign_the_digits_of_a_serial_may_go_on(behind: str, *, may_go_on: bool) -> None:
    case = case_of(sighting(f"（浙）网微剧备字（2024）第0{behind}"))
    assert [miss.reason for miss in case.near_misses] == ["zero-serial"]
    assert (malformed_misses(case) == ()) is may_go_on


@pytest.mark.parametrize(("before", "may_be_lost"), [("\n", True), ("", False)])
def test_the_first_letter_of_a_row_may_be_lost(before: str, *, may_be_lost: bool) -> None:
    case = case_of(sighting(f"（浙）网微剧备字（2024）{before}00123号"))
    assert [miss.reason for miss in case.near_misses] == ["no-第"]
    assert (malformed_misses(case) == ()) is may_be_lost
