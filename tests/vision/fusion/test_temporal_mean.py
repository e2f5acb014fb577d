"""More frames for unsure lines."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from detector.records import Sighting
from detector.settings import Settings
from detector.video.frame import Frame
from detector.vision.data import Reading
from detector.vision.fusion.rescoring import Candidate
from detector.vision.fusion.temporal_mean import Place, instants, means, place_of, stands_still
from detector.vision.second_pass import SecondPass
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import flat, gradient, noise
from tests.drawing.text import TOP_LEFT, Overlay, paint, position
from tests.vision.networks import reader
from tests.vision.pictures import shown

PRINTED = "（浙）网微剧备字（2024）第00123号"
FAINT = Overlay(PRINTED, size_px=22, place=TOP_LEFT, opacity=0.35)
GRAINY = noise(gradient((480, 320), (60, 70, 90), (120, 90, 110)), 40.0)


def sighting(text: str, weakest: float, size: tuple[int, int] = (400, 30)) -> Sighting:
    quad = ((10, 10), (10 + size[0], 10), (10 + size[0], 10 + size[1]), (10, 10 + size[1]))
    characters = (weakest, *(1.0,) * (len(text) - 1))
    return Sighting(text, 0.9, 500, 2500, quad, 5, characters)


def test_a_doubtful_row_that_may_be_a_marker_gets_more_frames() -> None:
    place = place_of(sighting(PRINTED, 0.6))
    assert place is not None
    assert (place.first_ms, place.last_ms) == (500, 2500)
    assert place.corners[:, 0].min() < 10
    assert len(instants([place])) > 20


@pytest.mark.parametrize(
    ("text", "weakest", "more"),
    [(PRINTED, 0.94, True), (PRINTED, 0.95, False), ("网微剧", 0.6, True), ("网微", 0.6, False)],
)
def test_what_is_sure_or_no_marker_gets_none(text: str, weakest: float, more: bool) -> None:
    assert (place_of(sighting(text, weakest)) is not None) is more


def test_a_place_is_wider_than_its_text_and_knows_where_it_is() -> None:
    for size in ((400, 30), (30, 400)):
        place = place_of(sighting(PRINTED, 0.6, size=size))
        assert place is not None
        inner = place.corners[0] + place.inner
        assert [*inner[0], *inner[2]] == [10, 10, 10 + size[0], 10 + size[1]]
        assert np.ptp(place.corners, axis=0).max() > 400


def test_the_mean_of_grainy_frames_is_read_where_one_frame_is_not() -> None:
    frames = []
    for number in range(30):
        drawn = GRAINY(40.0 * number)
        paint(drawn, FAINT, 0)
        frames.append(Frame(number, 40 * number, shown(drawn[:, :, ::-1].copy()), 40 * number))
    x, y = position(frames[0].pixels, FAINT)
    wide, high = 22 * 17 + 8, 30
    corners = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]], np.float32)
    place = Place(corners, corners, 0, 1200)
    (pictures,) = means(frames, [place])
    whole = reader().decode(reader().forward(pictures[-1]), 0, corners)
    (alone,) = means(frames[:1], [place])
    single = reader().decode(reader().forward(alone[-1]), 0, corners)
    assert whole is not None
    assert "网微剧备字" in whole.text
    assert "00123号" in whole.text
    assert single is None or single.confidence < whole.confidence


def test_only_frames_of_the_texts_own_time_count() -> None:
    frames = [
        Frame(i, 100 * i, shown(flat((64, 32), (255, 255, 255) if i < 5 else (0, 0, 0))(0)), 100 * i)
        for i in range(10)
    ]
    corners = np.array([[0, 0], [60, 0], [60, 20], [0, 20]], np.float32)
    (white,) = means(frames, [Place(corners, corners, 0, 400)])
    assert [picture.min() for picture in white] == [255] * 4


def readings(*places: tuple[int, int]) -> list[Reading]:
    """Readings of a line of 30 px height from one x to another."""
    return [
        Reading(0, np.array([[a, 10], [b, 10], [b, 40], [a, 40]], np.float32), ((("浙", 1.0),),))
        for a, b in places
    ]


def test_what_rolls_does_not_stand_still() -> None:
    assert not stands_still(readings((400, 800), (340, 740), (280, 680), (220, 620), (160, 560)))


@pytest.mark.parametrize(("off", "still"), [(9, True), (10, False)])
def test_what_is_off_its_place_by_a_third_of_its_height_does_not_stand_still(off: int, still: bool) -> None:
    places = [(400 + shift, 800 + shift) for shift in (-off, 0, off)]
    assert stands_still(readings(*places)) is still


def test_what_is_cut_at_one_end_stands_still() -> None:
    assert stands_still(readings((400, 800), (402, 700), (401, 800), (400, 600), (400, 801)))
    assert stands_still(readings((400, 800)))


def test_what_rolls_is_not_read_from_means(tmp_path: Path) -> None:
    rolling = Overlay(PRINTED, size_px=22, place=(0.5, 0.5), from_ms=0, to_ms=2000, drift=(-90.0, 0.0))
    path = encode(
        tmp_path / "a.mp4", film(gradient((720, 320), (20, 30, 60), (60, 50, 70)), [rolling], steady(2, 25))
    )
    asked: list[str] = []

    def claims(text: str, _: Sequence[str]) -> tuple[Candidate, ...]:
        asked.append(text)
        return (Candidate(text, 0), Candidate(text, 2))

    texts = readings((400, 800), (340, 740), (280, 680), (220, 620))
    assert SecondPass(reader(), Settings(), claims).read_means(str(path), [texts]) == {}
    assert (len(texts), asked) == (4, [])
