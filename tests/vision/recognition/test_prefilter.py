"""A quick look at rows: what may be a marker is let through, most of what cannot is put aside."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import JudgeSettings, Settings
from detector.settings.vision import AbsenceSettings, PrefilterSettings, TrackerSettings
from detector.video.frame import Frame
from detector.vision.data import TextBox
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.runtime.model_files import Network, model_for
from tests import scanners
from tests.accuracy.grade import AS_OF
from tests.accuracy.surroundings import SUBTITLES
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import clouds
from tests.drawing.text import TOP_LEFT, Overlay, paint, position
from tests.speed.meter import Meter, metered
from tests.vision.networks import frame_of

MARKER = "（浙）网微剧备字（2024）第00123号"
SIZE = (640, 360)
SCENE = clouds(SIZE, (20, 24, 40), (90, 80, 70), 3)


@cache
def prefilter() -> Prefilter:
    network = Network(model_for("prefilter"), 1)
    return Prefilter(network, PrefilterSettings())


def shown(text: str, *, size_px: int = 24, opacity: float = 1.0) -> tuple[Frame, TextBox]:
    """A text over a scene, and the box round it."""
    overlay = Overlay(text, size_px=size_px, place=TOP_LEFT, opacity=opacity)
    drawn = SCENE(0)
    (x, y), (wide, high) = position(drawn, overlay), (len(text) * size_px, round(1.2 * size_px))
    paint(drawn, overlay, 0)
    return frame_of(drawn), box(x, y, wide, high)


def box(x: float, y: float, wide: float, high: float) -> TextBox:
    corners = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]]
    return TextBox(np.array(corners, np.float32), 0.9)


@pytest.mark.parametrize(
    "text",
    [
        MARKER,
        "[抖音]网微剧审字[2025]第999999号",
        "（浙）网微剧备字",
        "第00123号",
        "（浙）网徽剧备字（2024）第00123号",
        "（浙）网微剧各字（2O24）第1号",
    ],
)
def test_markers_their_pieces_and_misprints_are_read_at_once(text: str) -> None:
    assert prefilter().chance(*shown(text)) == "likely"
    assert prefilter().chance(*shown(text, size_px=16, opacity=0.7)) == "likely"


def test_most_of_what_people_say_is_put_aside_and_some_of_it_for_good() -> None:
    said = [shown(text) for text in SUBTITLES]
    chances = [prefilter().chance(*each) for each in said]
    assert chances.count("likely") < 0.35 * len(said)
    assert chances.count("hardly") > 0.2 * len(said)
    assert np.mean([prefilter().is_upside_down(*each) for each in said]) < 0.4


def test_what_is_not_seen_clearly_is_never_hardly_a_marker() -> None:
    frame, place = shown(MARKER, opacity=0.08)
    assert prefilter().chance(frame, place) != "hardly"
    empty = frame_of(SCENE(0))
    assert prefilter().chance(empty, place) == "unclear"


def test_an_upside_down_marker_is_not_overlooked() -> None:
    frame, place = shown(MARKER)
    turned = TextBox(place.corners[[2, 3, 0, 1]], 0.9)
    assert prefilter().is_upside_down(frame, turned)


def test_a_column_is_always_read() -> None:
    frame, _ = shown("你怎么不说话")
    assert prefilter().chance(frame, box(10, 10, 20, 200)) == "likely"


SPOKEN = [
    Overlay(text, 24, (0.5, 0.85), begin, begin + 900, outline_px=2)
    for begin, text in zip(
        range(0, 4_000, 1_000), ("你说过会等我的", "饭在桌上", "我答应过父亲", "三年了"), strict=True
    )
]
TITLE = Overlay("侯府来客", 40, (0.5, 0.4), outline_px=2)
LATE = Overlay(MARKER, 22, TOP_LEFT, 2_000, outline_px=1)
UPSIDE_DOWN = Overlay(MARKER, 22, (0.5, 0.2), angle=180.0, outline_px=1)
BRIEF = Overlay(MARKER, 22, (0.5, 0.2), 1_160, 1_600, angle=180.0, outline_px=1)
ENGLISH = Overlay("(NRTA) Net Micro Drama Review No. (2024) No. 7", 20, TOP_LEFT)
UNPUBLISHED = Overlay("节目编号：7", 24, TOP_LEFT)


def scanner(*, used: bool) -> Scanner:
    return scanners.scanner(Settings(prefilter=PrefilterSettings(used=used)))


def scanned(path: Path, *, used: bool) -> tuple[object, Meter]:
    with metered() as meter:
        result = scanner(used=used).scan(Episode(path.stem, str(path)), AS_OF)
    told = [(finding.code, finding.severity) for finding in result.findings]
    return (result.outcome, [marker.number for marker in result.markers], told), meter


@pytest.mark.parametrize(
    "overlays",
    [
        pytest.param([TITLE, LATE], id="marker"),
        pytest.param([TITLE], id="none"),
        pytest.param([TITLE, UPSIDE_DOWN], id="upside down"),
        pytest.param([BRIEF], id="upside down for a moment"),
        pytest.param([ENGLISH], id="English, of one digit", marks=pytest.mark.slow),
        pytest.param(
            [replace(LATE, from_ms=0), replace(ENGLISH, place=(0.5, 0.5))], id="two", marks=pytest.mark.slow
        ),
        pytest.param([UNPUBLISHED], id="a form that nobody knows", marks=pytest.mark.slow),
    ],
)
def test_what_is_put_aside_changes_no_result(overlays: list[Overlay], tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", film(SCENE, [*SPOKEN, *overlays], steady(4, 25)))
    (screened, meter), (whole, _) = (scanned(path, used=used) for used in (True, False))
    assert meter.counts["prefiltered"] > 0
    assert screened == whole


def test_where_a_title_is_asked_for_nothing_is_put_aside(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", film(SCENE, [*SPOKEN, TITLE, LATE], steady(4, 25)))
    for title, codes in (("侯府来客", []), ("归途灯火", ["NMD107"])):
        with metered() as meter:
            result = scanner(used=True).scan(Episode("a", str(path), title=title), AS_OF)
        assert meter.counts["prefiltered"] == 0
        assert [finding.code for finding in result.findings if finding.severity != "note"] == codes


def test_an_episode_that_needs_no_number_is_looked_at_as_one_that_does(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", film(SCENE, [*SPOKEN, UPSIDE_DOWN], steady(4, 25)))
    settings = Settings(judge=JudgeSettings(number_on_first=3))
    result = Scanner(settings).scan(Episode("a", str(path), number=9), AS_OF)
    assert [marker.number for marker in result.markers] == [MARKER]


def test_what_is_put_aside_is_not_read_where_nothing_depends_on_it(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", film(SCENE, [*SPOKEN, TITLE, LATE], steady(4, 25)))
    episode = Episode("a", str(path))
    lines = []
    for used in (True, False):
        with metered() as meter:
            assert scanner(used=used).scan(episode, AS_OF).outcome == "pass"
        lines.append(meter.counts["lines"])
    assert lines[0] < lines[1]


def test_a_thorough_look_puts_nothing_aside(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", film(SCENE, SPOKEN, steady(4, 25)))
    with metered() as meter:
        settings = Settings(
            tracker=TrackerSettings(thorough=True),
            absence=AbsenceSettings(large_lines=0),  # what stands over large lines is looked for with it too
        )
        Scanner(settings).scan(Episode("a", str(path)), AS_OF)
    assert (meter.counts["prefiltered"], meter.counts["lines"] >= len(SPOKEN)) == (0, True)
