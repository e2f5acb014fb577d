"""Readings over time into sightings, and sightings of broken lines into joined ones."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.records import Sighting
from detector.settings.vision import FusionSettings
from detector.vision.data import Reading
from detector.vision.fusion.multiline import multiline
from detector.vision.fusion.voting import in_order, vote
from detector.vision.tracking.association import associate

MARKER = "（浙）网微剧备字（2024）第00123号"
MISREAD = "（浙）网微剧备字（2024）第00128号"


def reading(at_ms: int, text: str, confidence: float = 0.9, left: int = 100, top: int = 50) -> Reading:
    right, bottom = left + 30 * len(text), top + 30
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    characters = tuple(((character, confidence),) for character in text)
    return Reading(at_ms, corners.astype(np.float32), characters)


def poll(*frames: Sequence[Reading]) -> tuple[Sighting, ...]:
    return in_order(map(vote, associate(chain.from_iterable(frames), FusionSettings())))


def test_one_text_in_one_place_is_one_sighting_with_its_times() -> None:
    (sighting,) = poll([], [reading(500, MARKER)], [reading(1000, MARKER)], [reading(1500, MARKER)], [])
    assert (sighting.text, sighting.first_ms, sighting.last_ms, sighting.readings) == (MARKER, 500, 1500, 3)
    assert sighting.quad[0] == (100, 50)
    assert sighting.alternatives == ()


def test_one_misread_frame_does_not_decide_and_is_not_forgotten() -> None:
    frames = [[reading(at, MISREAD if at == 500 else MARKER)] for at in range(0, 2000, 500)]
    (sighting,) = poll(*frames)
    assert sighting.text == MARKER
    (alternative,) = sighting.alternatives
    assert alternative.text == MISREAD
    assert 0.02 < alternative.share <= 0.1


def doubtful(at_ms: int, share: float) -> Reading:
    """The last digit is a 3 with a share, else an 8."""
    whole = reading(at_ms, MARKER, 1.0)
    last = (("3", share), ("8", round(1 - share, 6)))
    return replace(whole, characters=(*whole.characters[:-2], last, whole.characters[-1]))


def sureness(*frames: Reading) -> float:
    return vote(frames).characters[-2]


def test_frames_that_agree_are_surer_together_but_not_without_end() -> None:
    alone, two = sureness(doubtful(0, 0.8)), sureness(doubtful(0, 0.8), doubtful(500, 0.81))
    many = sureness(*(doubtful(500 * i, 0.8 + i / 1000) for i in range(20)))
    assert alone == pytest.approx(0.8, abs=0.001)
    assert alone < two < 0.96
    assert many == pytest.approx(two, abs=0.01)


def test_a_text_that_stands_unchanged_is_no_surer_for_it() -> None:
    assert sureness(*(doubtful(500 * i, 0.8) for i in range(5))) == sureness(doubtful(0, 0.8))


def read_as(options: tuple[str, str], share: float) -> float:
    """How sure two frames are of the last digit together, where each doubts between two characters."""
    frames = []
    for step in (0, 1):
        whole, own = reading(500 * step, MARKER, 1.0), share + step / 1000
        last = ((options[0], own), (options[1], 1 - own))
        frames.append(replace(whole, characters=(*whole.characters[:-2], last, whole.characters[-1])))
    return vote(frames).characters[-2]


@pytest.mark.parametrize(
    ("options", "together"),
    [("38", 0.91), ("08", 0.91), ("0O", 0.8), ("5S", 0.8), ("1l", 0.8), ("1/", 0.8), ("17", 0.8)],
)
def test_frames_that_agree_on_a_face_do_not_settle_whether_it_is_a_letter(
    options: str, together: float
) -> None:
    assert read_as((options[0], options[1]), 0.8) == pytest.approx(together, abs=0.01)


def test_frames_that_contradict_each_other_leave_doubt() -> None:
    one, other = doubtful(0, 0.99), doubtful(500, 0.02)
    assert sureness(one, other) < 0.7
    assert sureness(one, other, doubtful(1000, 0.98)) < 0.95


def test_sure_readings_weigh_more_than_doubtful_ones() -> None:
    frames = [[reading(0, MISREAD, 0.5)], [reading(500, MARKER, 0.99)]]
    assert poll(*frames)[0].text == MARKER


def test_torn_readings_weigh_less_than_whole_ones() -> None:
    # Something passes before the line on three of five frames: each time another text comes of it.
    torn = [
        "（浙）网微看这里2024）第00123号",
        "（浙好看备字（2024）第00123号",
        "（浙）网微剧备字（20哈哈第00123号",
    ]
    frames = [[reading(500 * i, text)] for i, text in enumerate([MARKER, *torn, MARKER])]
    (sighting,) = poll(*frames)
    assert sighting.text == MARKER
    assert min(sighting.characters) > 0.7


def test_spellings_of_one_text_are_one_vote() -> None:
    half_width = MARKER.replace("（", "(").replace("）", ") ")
    (sighting,) = poll([reading(0, MARKER)], [reading(500, half_width)], [reading(1000, MISREAD)])
    assert sighting.alternatives[0].share < 0.15


def test_a_new_subtitle_in_the_old_place_is_a_new_sighting() -> None:
    found = poll([reading(0, "你怎么来了")], [reading(500, "我等你很久了")])
    assert [s.text for s in found] == ["你怎么来了", "我等你很久了"]


def test_a_text_that_comes_back_after_long_is_a_new_sighting() -> None:
    assert len(poll([reading(0, MARKER)], [reading(9000, MARKER)])) == 2


def test_a_scrolling_line_is_one_sighting() -> None:
    frames = [[reading(at, MARKER, left=600 - at // 2)] for at in range(0, 1000, 250)]
    assert len(poll(*frames)) == 1


def test_two_lines_alike_in_two_places_are_two_sightings() -> None:
    frames = [[reading(at, MARKER, top=50), reading(at, MISREAD, top=900)] for at in (0, 500)]
    assert sorted(s.text for s in poll(*frames)) == [MARKER, MISREAD]


texts = st.sampled_from([MARKER, MISREAD, "你怎么来了", "内容纯属虚构"])
places = st.sampled_from([50, 400, 900])


@given(st.lists(st.dictionaries(places, texts), max_size=5), st.randoms(use_true_random=False))
def test_the_order_within_a_frame_does_not_matter(frames: list[dict[int, str]], random: object) -> None:
    votes = [[reading(500 * i, t, top=y) for y, t in frame.items()] for i, frame in enumerate(frames)]
    mixed = [list(frame) for frame in votes]
    for frame in mixed:
        random.shuffle(frame)  # type: ignore[attr-defined]
    assert poll(*votes) == poll(*mixed)


def sighting(
    text: str, left: int, top: int, size: tuple[int, int], times: tuple[int, int] = (0, 2000)
) -> Sighting:
    right, bottom = left + size[0], top + size[1]
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Sighting(text, 0.9, *times, quad, 4, (0.9,) * len(text))


def joined(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    return multiline(sightings, FusionSettings())


def test_two_rows_below_each_other_are_offered_as_one_text() -> None:
    upper, lower = (
        sighting("（浙）网微剧备字", 100, 50, (240, 30)),
        sighting("（2024）第00123号", 100, 90, (260, 30)),
    )
    (text,) = joined([lower, upper])
    assert text.text == "（浙）网微剧备字\n（2024）第00123号"
    assert text.quad == ((100, 50), (360, 50), (360, 120), (100, 120))


@pytest.mark.parametrize(
    ("upper", "lower"),
    [((709, 75), (783, 38)), ((677, 44), (726, 85))],
    ids=["pieced together", "leaning"],
)
def test_a_row_whose_box_is_thicker_than_its_letters_is_stacked(
    upper: tuple[int, int], lower: tuple[int, int]
) -> None:
    rows = [
        sighting("（浙）网微剧备字", 241, upper[0], (366, upper[1])),
        sighting("（2024）第00123号", 245, lower[0], (446, lower[1])),
    ]
    (text,) = joined(rows)
    assert text.text == "（浙）网微剧备字\n（2024）第00123号"


def test_three_rows_are_offered_in_pairs_and_as_a_whole() -> None:
    rows = [sighting(text, 100, 50 + 40 * i, (240, 30)) for i, text in enumerate(("（浙）", "备字", "第1号"))]
    assert sorted(s.text for s in joined(rows)) == ["备字\n第1号", "（浙）\n备字", "（浙）\n备字\n第1号"]


def test_rows_that_can_be_no_part_of_a_marker_are_not_stacked() -> None:
    rows = [sighting(text, 100, 50 + 40 * i, (240, 30)) for i, text in enumerate(("女主太美了", "备字"))]
    assert joined(rows) == ()


@pytest.mark.parametrize(
    "other",
    [
        sighting("第远", 100, 200, (240, 30)),
        sighting("第旁", 500, 90, (240, 30)),
        sighting("第大", 100, 90, (240, 80)),
        sighting("第后", 100, 90, (240, 30), (5000, 6000)),
    ],
    ids=["far below", "beside", "other size", "other time"],
)
def test_what_does_not_stand_together_is_not_stacked(other: Sighting) -> None:
    assert joined([sighting("（浙）网微剧备字", 100, 50, (240, 30)), other]) == ()


@pytest.mark.parametrize(("top", "count"), [(110, 1), (111, 0)])
def test_rows_with_more_room_between_than_their_height_are_two_texts(top: int, count: int) -> None:
    rows = [sighting("（浙）网微剧备字", 100, 50, (240, 30)), sighting("第00123号", 100, top, (240, 30))]
    assert len(joined(rows)) == count


@pytest.mark.parametrize(("size_px", "count"), [(48, 1), (49, 0)])
def test_rows_of_one_text_have_letters_of_about_one_size(size_px: int, count: int) -> None:
    rows = [sighting("（浙）网微剧备字", 100, 50, (240, 30)), sighting("第号", 100, 90, (400, size_px))]
    assert len(joined(rows)) == count


def test_columns_are_offered_in_both_reading_orders() -> None:
    right, left = sighting("字右", 140, 50, (30, 300)), sighting("第左", 100, 50, (30, 300))
    assert sorted(s.text for s in joined([left, right])) == ["字右\n第左", "第左\n字右"]
