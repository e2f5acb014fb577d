"""What a scan does on fixed clips is counted, so that a lost early stop or a lost gate is seen.

The bounds are what it does today and a little more. A change that needs more for a reason raises them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from detector.records import Episode, ScanResult
from detector.scanner import Scanner
from detector.settings import Settings
from detector.settings.vision import TrackerSettings
from tests.accuracy.grade import AS_OF
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import clouds
from tests.drawing.text import TOP_RIGHT, Overlay
from tests.speed.meter import Meter, metered

SAMPLES = Path(__file__).parents[2] / "sample_videos"
PRINTED = "（浙）网微剧备字（2026）第99012号"
SUBTITLES = ("你说过 会等我的", "三年了 你还是老样子", "我答应过父亲", "饭在桌上")


@dataclass(frozen=True, slots=True)
class Most:
    """The most that a scan may do; ``decoded`` has the frames that are decoded for a second time too."""

    decoded: int
    fast_detected: int
    regions: int
    lines: int
    runs: int

    def is_kept(self, meter: Meter) -> bool:
        """Whether a scan did no more than this."""
        counts = meter.counts
        return (
            counts["decoded"] <= self.decoded
            and counts["fast detected"] <= self.fast_detected
            and counts["regions"] <= self.regions
            and counts["lines"] <= self.lines
            and counts["detected"] + counts["recognized"] <= self.runs
        )


FROM_THE_START = Most(decoded=24, fast_detected=2, regions=7, lines=8, runs=15)
LATE = Most(decoded=96, fast_detected=12, regions=16, lines=11, runs=26)
UNDECIDED = Most(decoded=104, fast_detected=5, regions=3, lines=15, runs=49)
BETWEEN_SUBTITLES = Most(decoded=130, fast_detected=8, regions=9, lines=8, runs=17)


@cache
def scanner(*, thorough: bool) -> Scanner:
    return Scanner(Settings(tracker=TrackerSettings(thorough=thorough)))


@cache
def scanned(video: Path, *, thorough: bool = False) -> tuple[ScanResult, Meter]:
    with metered() as meter:
        result = scanner(thorough=thorough).scan(Episode(video.stem, str(video)), AS_OF)
    return result, meter


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A number whose end lies under a sticker, and a new subtitle every second."""
    subtitles = [
        Overlay(text, 26, (0.5, 0.8), begin, begin + 900, font="sans-bold", outline_px=2)
        for begin, text in zip(range(0, 4_000, 1_000), SUBTITLES, strict=True)
    ]
    marker = Overlay(PRINTED, 20, TOP_RIGHT, outline_px=1)
    sticker = Overlay("预告片", 20, TOP_RIGHT, colour=(40, 20, 20), plate=(250, 210, 60))
    scene = clouds((480, 854), (30, 40, 60), (150, 130, 120))
    path = tmp_path_factory.mktemp("counts") / "undecided.mp4"
    return encode(path, film(scene, [*subtitles, marker, sticker], steady(4, 25)))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new subtitle every 1.5 s over a moving picture, and a marker from 3.0 to 4.2 s."""
    subtitles = [
        Overlay(text, 26, (0.5, 0.8), begin, begin + 1_400, font="sans-bold", outline_px=2)
        for begin, text in zip(range(0, 6_000, 1_500), SUBTITLES, strict=True)
    ]
    marker = Overlay(PRINTED, 24, TOP_RIGHT, 3_000, 5_400, outline_px=1)
    scene = clouds((480, 854), (30, 40, 60), (150, 130, 120))
    path = tmp_path_factory.mktemp("counts") / "drawn.mp4"
    return encode(path, film(scene, [*subtitles, marker], steady(6, 25)))


def test_a_marker_from_the_start_ends_the_scan_within_a_second() -> None:
    result, meter = scanned(SAMPLES / "corner.mp4")
    assert (result.outcome, len(result.markers)) == ("pass", 1)
    assert FROM_THE_START.is_kept(meter), meter.counts


def test_a_late_marker_ends_the_scan_soon_after_it_comes() -> None:
    result, meter = scanned(SAMPLES / "late.mp4")
    assert (result.outcome, len(result.markers)) == ("pass", 1)
    assert LATE.is_kept(meter), meter.counts


def test_subtitles_are_detected_by_region_and_read_once(drawn: Path) -> None:
    result, meter = scanned(drawn)
    assert (result.outcome, [marker.number for marker in result.markers]) == ("pass", [PRINTED])
    assert BETWEEN_SUBTITLES.is_kept(meter), meter.counts


def test_what_stays_undecided_is_scanned_once(undecided: Path) -> None:
    result, meter = scanned(undecided)
    assert (result.outcome, result.markers) == ("undecided", ())
    assert meter.counts["decoded again"] == 0
    assert UNDECIDED.is_kept(meter), meter.counts


def test_the_bounds_are_broken_where_nothing_ends_the_scan(drawn: Path) -> None:
    _, meter = scanned(drawn, thorough=True)
    assert not BETWEEN_SUBTITLES.is_kept(meter), meter.counts


def test_all_that_the_scanner_does_is_counted() -> None:
    result, meter = scanned(SAMPLES / "corner.mp4")
    assert meter.counts["decoded"] >= result.opening.frames_seen
    assert meter.counts["fast detected"] >= 1
    assert meter.counts["detected"] >= meter.counts["whole frames"] + meter.counts["regions"]
    assert meter.counts["recognized"] >= meter.counts["lines"] >= len(result.opening.sightings) > 0
    assert {"decode", "track", "detect", "recognize", "fuse", "digest"} <= meter.cpu_s.keys()
