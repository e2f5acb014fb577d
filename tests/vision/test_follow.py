"""What has not changed is not looked at again; whatever has changed is."""

from collections.abc import Callable

import numpy as np
import pytest

from detector.vision.follow import Follower
from detector.vision.frame import Frame, Pixels, Reading, TextBox
from tests.drawing.backgrounds import gradient, noise
from tests.drawing.text import TOP_LEFT, Overlay, paint

SIZE = (480, 320)
PRINTED = "（浙）网微剧备字（2024）第00123号"
SCENE = gradient(SIZE, (20, 30, 60), (90, 40, 80))


class Watcher:
    """A locator and a reader that know one box and count how often they are asked."""

    def __init__(self) -> None:
        self.located = self.read = 0
        corners = np.array([[10, 5], [440, 5], [440, 40], [10, 40]], np.float32)
        self.box = TextBox(corners, 0.9)
        self.follower = Follower(self._locate, self._read)

    def _locate(self, _pixels: Pixels) -> tuple[TextBox, ...]:
        self.located += 1
        return (self.box,)

    def _read(self, frame: Frame, box: TextBox) -> Reading | None:
        self.read += 1
        return Reading(frame.at_ms, box.corners, ((("x", 0.9),),))


def picture(
    text: str, at_ms: float = 0, opacity: float = 1.0, scene: Callable[[float], Pixels] = SCENE
) -> Pixels:
    frame = scene(at_ms)
    paint(frame, Overlay(text, size_px=22, place=TOP_LEFT, opacity=opacity), at_ms)
    return frame


def counts(*pictures: Pixels) -> tuple[int, int]:
    watcher = Watcher()
    for number, pixels in enumerate(pictures):
        (reading,) = watcher.follower.look(Frame(number, 500 * number, pixels))
        assert reading.at_ms == 500 * number
    return watcher.located, watcher.read


def test_an_unchanged_frame_is_neither_located_nor_read_again() -> None:
    assert counts(picture(PRINTED), picture(PRINTED), picture(PRINTED)) == (1, 1)


def test_coding_noise_is_no_change() -> None:
    grainy = noise(SCENE, 1.0)
    assert counts(picture(PRINTED, 0, scene=grainy), picture(PRINTED, 1, scene=grainy)) == (1, 1)


def test_where_only_the_scenery_moved_the_text_is_not_read_again() -> None:
    below = picture(PRINTED)
    below[100:] = SCENE(1500)[100:]
    assert counts(picture(PRINTED), below) == (2, 1)


@pytest.mark.parametrize("opacity", [1.0, 0.5, 0.3])
@pytest.mark.parametrize("other", ["00128", "00723", "0O123"])
def test_one_other_character_is_read_anew(other: str, opacity: float) -> None:
    changed = PRINTED.replace("00123", other)
    assert counts(picture(PRINTED, opacity=opacity), picture(changed, opacity=opacity)) == (2, 2)


def test_a_frame_of_another_size_is_located_anew() -> None:
    assert counts(picture(PRINTED), picture(PRINTED)[:300].copy()) == (2, 1)


def test_a_slow_fade_is_a_change_too() -> None:
    steps = [picture(PRINTED, opacity=opacity / 100) for opacity in range(100, 40, -2)]
    located, read = counts(*steps)
    assert 5 <= read <= located < len(steps)
