"""Only what is new, or not yet sure, is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detector.scan_trace import RecordedTrace
from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame, Picture, Pixels
from detector.vision.data import Reading, Region, TextBox
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.tracker import Tracker
from tests.drawing.backgrounds import clouds, gradient, noise
from tests.drawing.text import TOP_LEFT, Overlay, paint
from tests.vision.pictures import bars, shown

SIZE = (480, 320)
PRINTED = "（浙）网微剧备字（2024）第00123号"
SCENE = gradient(SIZE, (20, 30, 60), (90, 40, 80))
CLOUDS = clouds(SIZE, (20, 24, 40), (150, 130, 120), 3)
BARE = shown(SCENE(0))


class Watcher:
    """A detector and a recogniser that know one box, count how often they are asked, and are as sure."""

    def __init__(self, text: str = PRINTED, confidence: float = 0.99, whole_every_ms: int = 60_000) -> None:
        self.regions: list[Region] = []
        self.fine: list[bool] = []
        self.read = 0
        self.text, self.confidence = text, confidence
        corners = np.array([[10, 5], [440, 5], [440, 40], [10, 40]], np.float32)
        self.box = TextBox(corners, 0.9)
        self.settings = TrackerSettings(whole_every_ms=whole_every_ms, whole_after_ms=whole_every_ms)
        self.tracker = Tracker(self.settings)

    def watch(self, pictures: Sequence[Picture]) -> tuple[int, int]:
        """Regions searched and boxes read after these pictures, 400 ms apart."""
        for number, picture in enumerate(pictures):
            frame = Frame(number, 400 * number, picture, 400 * number)
            readings = self.see(frame, replace(frame, at_ms=frame.at_ms + 160))
            assert all(frame.at_ms - reading.at_ms in (0, 240) for reading in readings)
        return len(self.regions), self.read

    def see(self, frame: Frame, later: Frame) -> tuple[Reading, ...]:
        """The readings of one frame."""
        search = self.tracker.compare(frame, later)
        self.regions += search.regions
        self.fine += [search.fine] * len(search.regions)
        boxes = [] if frame.picture is BARE else [self.box] * len(search.regions)
        for track in self.tracker.assign(boxes):
            self.read += 1
            characters = tuple(((letter, self.confidence),) for letter in self.text)
            reading = Reading(frame.at_ms, self.box.corners, characters, legible=bool(characters))
            self.tracker.update(track, reading)
        return self.tracker.readings()


def picture(
    text: str, at_ms: float = 0, opacity: float = 1.0, scene: Callable[[float], Pixels] = SCENE
) -> Picture:
    frame = scene(at_ms)
    paint(frame, Overlay(text, size_px=22, place=TOP_LEFT, opacity=opacity), at_ms)
    return shown(frame)


def test_a_standing_picture_is_located_and_read_once() -> None:
    assert Watcher().watch([picture(PRINTED)] * 3) == (1, 1)


def test_coding_noise_is_no_change() -> None:
    grainy = noise(SCENE, 1.0)
    pictures = [picture(PRINTED, at, scene=grainy) for at in range(3)]
    assert Watcher("旁白").watch(pictures) == (1, 1)


def test_a_moving_scene_is_not_located_again_and_a_sure_marker_read_twice() -> None:
    pictures = [picture(PRINTED, 400 * number, scene=CLOUDS) for number in range(6)]
    assert Watcher().watch(pictures) == (1, 2)


def test_an_unsure_marker_is_read_on_every_frame() -> None:
    pictures = [picture(PRINTED, 400 * number, scene=CLOUDS) for number in range(6)]
    assert Watcher(confidence=0.9).watch(pictures) == (1, 6)


def test_an_illegible_line_is_tried_three_times() -> None:
    pictures = [picture(PRINTED, 400 * number, scene=CLOUDS) for number in range(6)]
    assert Watcher("").watch(pictures) == (1, 3)


def test_a_text_that_comes_up_is_located_there_alone() -> None:
    watcher = Watcher()
    bare = shown(SCENE(0))
    watcher.box = TextBox(watcher.box.corners + np.float32(250), 0.9)
    watcher.watch([bare, bare, picture(PRINTED)])
    assert watcher.regions[0] == (0, 0, *SIZE)
    (left, top, right, bottom) = watcher.regions[1]
    assert left <= 10
    assert right >= 300
    assert top <= 5
    assert 40 <= bottom < SIZE[1] / 2
    assert len(watcher.regions) == 2


@pytest.mark.parametrize("opacity", [1.0, 0.5, 0.3])
@pytest.mark.parametrize("other", ["00128", "00723", "00O23"])
def test_one_other_character_is_read_anew(other: str, opacity: float) -> None:
    changed = PRINTED.replace("00123", other)
    before = [picture(PRINTED, at, opacity, noise(SCENE, 2.0)) for at in range(4)]
    after = [picture(changed, at, opacity, noise(SCENE, 2.0)) for at in range(4, 8)]
    assert Watcher().watch(before)[1] == 1
    assert Watcher().watch([*before, *after])[1] > 1


def test_a_text_that_goes_is_looked_for_everywhere() -> None:
    watcher = Watcher()
    watcher.watch([picture(PRINTED), shown(SCENE(0))])
    assert watcher.regions == [(0, 0, *SIZE)] * 2


def test_a_whole_frame_is_located_now_and_then_for_what_never_stands_still() -> None:
    watcher = Watcher("旁白", whole_every_ms=1_000)
    watcher.watch([picture(PRINTED)] * 7)
    assert watcher.regions == [(0, 0, *SIZE)] * 3
    assert watcher.fine == [False, True, True]


def test_with_a_marker_on_the_screen_none_is_looked_for() -> None:
    watcher = Watcher(whole_every_ms=1_000)
    watcher.watch([picture(PRINTED)] * 7)
    assert watcher.fine == [False]


def test_a_frame_of_another_size_is_located_anew() -> None:
    smaller = shown(picture(PRINTED).pixels[:300].copy())
    assert Watcher().watch([picture(PRINTED), smaller]) == (2, 2)


def test_a_slow_fade_is_a_change_too() -> None:
    steps = [picture(PRINTED, opacity=opacity / 100) for opacity in range(10, 100, 5)]
    _, read = Watcher().watch(steps)
    assert 3 <= read < len(steps)


def times(*frames: tuple[int, Picture], text: str = PRINTED) -> list[int]:
    """At which times a text is seen, given what stands at some times, each sample followed by a moment."""
    watcher = Watcher(text)
    seen = [Frame(number, at_ms, picture, at_ms) for number, (at_ms, picture) in enumerate(frames)]
    return [r.at_ms for pair in zip(seen[::2], seen[1::2], strict=True) for r in watcher.see(*pair)]


def test_a_brief_marker_is_seen_at_the_moments_before_and_after_a_sample() -> None:
    one, other, third = (picture(PRINTED) for _ in range(3))
    assert times((0, BARE), (160, one), (400, other), (560, third)) == [160, 400, 560]
    assert times((0, BARE), (160, BARE), (400, other), (560, third)) == [400, 560]
    assert times((0, BARE), (160, one), (400, other), (560, third), text="你怎么来了") == [400]


def test_what_stands_for_long_is_seen_at_the_samples_alone() -> None:
    text = [picture(PRINTED) for _ in range(6)]
    assert times(*zip((0, 160, 400, 560, 800, 960), text, strict=True)) == [0, 160, 400, 560, 800]


@pytest.mark.parametrize(("at_ms", "seen"), [(496, [0, 160, 496, 600]), (504, [0, 160, 504])])
def test_what_stands_for_half_a_second_is_not_brief(at_ms: int, seen: list[int]) -> None:
    one, other, third, fourth = (picture(PRINTED) for _ in range(4))
    assert times((0, one), (160, other), (at_ms, third), (600, fourth)) == seen


@pytest.mark.parametrize(("left", "read"), [(9, 1), (7, 2)])
def test_a_text_of_which_two_fifths_stand_is_not_gone(left: int, read: int) -> None:
    watcher = Watcher("旁白")
    watcher.box = TextBox(np.array([[0, 0], [410, 0], [410, 40], [0, 40]], np.float32), 0.9)
    assert watcher.watch([shown(bars(20)), shown(bars(left)), shown(bars(20))])[1] == read


@pytest.mark.parametrize(("left", "stood"), [(15, True), (13, False)])
def test_a_text_of_which_seven_tenths_stand_a_moment_later_does_not_pass_by(left: int, stood: bool) -> None:
    tracker = Tracker(TrackerSettings())
    frame = Frame(0, 0, shown(bars(20)), 0)
    tracker.compare(frame, Frame(1, 160, shown(bars(left)), 160))
    (track,) = tracker.assign([TextBox(np.array([[0, 0], [410, 0], [410, 40], [0, 40]], np.float32), 0.9)])
    tracker.defer(track, "unclear")
    tracker.readings()
    assert (tracker.deferred[0].stood, tracker.deferred[0].times_ms) == (stood, [0])


@pytest.mark.parametrize(("wide", "new"), [(80, False), (79, True)])
def test_a_box_four_fifths_as_large_is_the_same(wide: int, new: bool) -> None:
    events: list[dict[str, Any]] = []
    tracker = Tracker(TrackerSettings(), RecordedTrace("a", events.append))
    checkered = bars(3)
    checkered[100:340] = 255 * (np.indices((240, 440)) // 8).sum(axis=0)[..., None] % 510
    # Something new comes up below it, so that all is searched again.
    for number, (pixels, width) in enumerate([(bars(3), 100), (checkered, wide)]):
        frame = Frame(number, 400 * number, shown(pixels), 400 * number)
        assert tracker.compare(frame, replace(frame, at_ms=frame.at_ms + 160)).regions
        tracker.assign([TextBox(np.array([[0, 0], [width, 0], [width, 40], [0, 40]], np.float32), 0.9)])
    assert [event["is_new"] for event in events if event["event"] == "box"] == [True, new]


def test_so_many_texts_are_deferred_and_no_more() -> None:
    tracker = Tracker(TrackerSettings())
    tracker.compare(Frame(0, 0, shown(bars(3)), 0), Frame(1, 160, shown(bars(3)), 160))
    (track,) = tracker.assign([Watcher().box])
    tracker.deferred += [DeferredText(number) for number in range(299)]
    assert tracker.may_defer(track)
    tracker.deferred.append(DeferredText(299))
    assert not tracker.may_defer(track)


def test_no_text_is_deferred_where_all_is_read_at_once() -> None:
    for moved, may in ((0, False), (300, True)):
        box = Watcher().box
        tracker = Tracker(TrackerSettings(), at_once=[box.corners + np.float32(moved)])
        tracker.compare(Frame(0, 0, shown(bars(3)), 0), Frame(1, 160, shown(bars(3)), 160))
        (track,) = tracker.assign([box])
        assert tracker.may_defer(track) is may
