"""The thresholds of reading, each on both sides, with networks that say what the test wants."""

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.settings.vision import PrefilterSettings, RecognizerSettings
from detector.vision.data import Chance, TextBox
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.recognition.recognizer import Recognizer
from tests.vision.networks import frame_of

FRAME = frame_of(np.zeros((400, 400, 3), np.uint8))
ALPHABET = ("", *"你好5网微剧备字第号()", "\ufffd", " ")
STEPS = 80


class Says:
    """A network that gives the same output for every line; ``lines`` counts them.

    ``seen`` has characters with the share of each, which stand at even distances.
    """

    def __init__(self, channels: int, high: int, seen: list[tuple[str, float]]) -> None:
        self.line_shape = (channels, high)
        self.lines = 0
        self._steps = np.zeros((1, STEPS, len(ALPHABET)), np.float32)
        self._steps[0, :, 0] = 1.0
        for number, (character, share) in enumerate(seen):
            step = self._steps[0, number * STEPS // max(1, len(seen)) + 1]
            step[0], step[-1] = (1 - share) * 0.7, (1 - share) * 0.3
            step[ALPHABET.index(character)] = share

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        self.lines += len(batch)
        return self._steps


def box(wide: float, high: float) -> TextBox:
    right, bottom = 10 + wide, 10 + high
    return TextBox(np.array([[10, 10], [right, 10], [right, bottom], [10, bottom]], np.float32), 1.0)


class Answers:
    """A prefilter's network that gives the same shares for every line."""

    line_shape = (1, 32)

    def __init__(self, marker: float, other: float) -> None:
        self._shares = np.array([marker, other, 1 - marker - other], np.float32)

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.repeat(self._shares[None], len(batch), axis=0)


def chance(marker: float, other: float, **knobs: float) -> Chance:
    """What is said of a row ten times as long as it is high."""
    settings = PrefilterSettings.model_validate(knobs)
    return Prefilter(Answers(marker, other), settings).chance(FRAME, box(320, 32))


@pytest.mark.parametrize(("other", "said"), [(0.985, "unclear"), (0.995, "hardly")])
def test_a_row_is_put_aside_for_good_where_it_is_surely_something_else(other: float, said: Chance) -> None:
    assert chance(0.004, other) == said
    assert chance(0.004, other, clear=0.98) == "hardly"


@pytest.mark.parametrize(("marker", "said"), [(0.49, "unclear"), (0.51, "likely")])
def test_what_may_be_part_of_a_marker_is_read_at_once(marker: float, said: Chance) -> None:
    assert chance(marker, 0.4) == said
    assert chance(marker, 0.4, at_once=0.4) == "likely"


def test_what_is_too_faint_to_tell_is_no_other_text() -> None:
    assert chance(0.0, 0.0) == "unclear"


def read(share: float, wide: float, **knobs: float) -> tuple[str | None, int]:
    """The text of a box 20 px high with characters of one share, and how many pictures were read for it."""
    network = Says(3, 48, [("你", share), ("好", share), ("你", share)])
    settings = RecognizerSettings.model_validate(knobs)
    reading = Recognizer(network, ALPHABET, settings).recognize(FRAME, box(wide, 20))
    return reading.text if reading.legible else None, network.lines


@pytest.mark.parametrize(("share", "lines"), [(0.79, 2), (0.81, 1)])
def test_a_doubtful_line_is_read_upside_down_too(share: float, lines: int) -> None:
    assert read(share, 60) == ("你好你", lines)
    assert read(share, 60, turn_below=0.7) == ("你好你", 1)


@pytest.mark.parametrize(("wide", "lines"), [(59, 1), (61, 2)])
def test_what_is_too_short_for_a_marker_is_not_turned(wide: float, lines: int) -> None:
    assert read(0.7, wide)[1] == lines
    assert read(0.7, wide, turn_ratio=2.0)[1] == 2


@pytest.mark.parametrize(("share", "text"), [(0.49, None), (0.51, "你好你")])
def test_what_is_hardly_legible_is_no_reading(share: float, text: str | None) -> None:
    assert read(share, 60)[0] == text
    assert read(share, 60, min_confidence=0.4)[0] == "你好你"
