"""Deferred texts: kept as small pictures, read once one of them is sure, there for all of their time."""

import numpy as np
import pytest

from detector.video.frame import Frame
from detector.vision.data import Chance, Reading, TextBox
from detector.vision.tracking.deferred import DeferredText
from tests.vision.pictures import shown

SURE = 0.8
BOX = TextBox(np.array([[100, 50], [200, 50], [200, 70], [100, 70]], np.float32), 0.9)


def deferred(*chances: Chance) -> DeferredText:
    text = DeferredText(7, times_ms=[0, 400, 800], stood=True)
    for number, chance in enumerate(chances):
        text.keep(Frame(number, 400 * number, shown(np.zeros((300, 300, 3), np.uint8)), 0), BOX, chance)
    return text


@pytest.mark.parametrize(("confidence", "tried"), [(0.8, 1), (0.79, 2)])
def test_it_is_read_until_a_picture_is_sure(confidence: float, tried: int) -> None:
    asked: list[Frame] = []

    def read(frame: Frame, box: TextBox) -> Reading:
        asked.append(frame)
        return Reading(frame.at_ms, box.corners, ((("号", confidence),),))

    found = list(deferred("unclear", "unclear").readings(read, SURE))
    assert len(asked) == tried
    assert asked[0].pixels.shape == (40, 120, 3), "what is kept is the box and a little round it"
    assert [reading.at_ms for reading in found] == [0, 400, 800]
    assert {reading.track for reading in found} == {7}
    assert found[0].corners.tolist() == BOX.corners.tolist()


def test_it_is_clear_where_it_always_was_and_doubtful_where_it_was_not_or_is_upside_down() -> None:
    clear, unclear = deferred("hardly", "hardly"), deferred("hardly", "unclear")
    assert (clear.is_clear, unclear.is_clear) == (True, False)
    assert not clear.is_doubtful(lambda *_: False)
    assert deferred("hardly", "hardly").is_doubtful(lambda *_: True)
    assert unclear.is_doubtful(lambda *_: False)
    unclear.stood = False
    assert not unclear.is_doubtful(lambda *_: False), "what passes by is seen anew elsewhere"


@pytest.mark.parametrize(
    ("place", "is_near"),
    [
        ((100, 151, 200, 171), False),  # a row further down, with more than four rows between them
        ((100, 149, 200, 169), True),
        ((281, 50, 381, 70), False),  # at its side
        ((279, 50, 379, 70), True),
    ],
)
def test_it_is_near_a_place_that_is_at_most_four_rows_away(
    place: tuple[int, int, int, int], is_near: bool
) -> None:
    left, top, right, bottom = place
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    assert deferred("hardly").is_near([corners]) == is_near
    assert not deferred("hardly").is_near([])
