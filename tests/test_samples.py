"""Every sample clip gives what ``sample_videos/truth.toml`` says, through the whole program."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from detector.records import Episode, ScanResult
from detector.settings import Settings
from detector.settings.vision import TrackerSettings
from tests.scanners import scanner
from tests.slow import slow

FOLDER = Path(__file__).parents[1] / "sample_videos"
CLIPS: list[dict[str, Any]] = tomllib.loads((FOLDER / "truth.toml").read_text("utf-8"))["clip"]
TIME_TOLERANCE_MS = 600
"""One step between samples, and the time that a fade takes to become legible."""


def scanned(clip: dict[str, Any], *, thorough: bool) -> ScanResult:
    video = str(FOLDER / clip["file"])
    episode = Episode(id=clip["file"], video=video, platform=clip.get("platform"))
    return scanner(Settings(tracker=TrackerSettings(thorough=thorough))).scan(episode)


@pytest.mark.parametrize("clip", CLIPS, ids=[clip["file"] for clip in CLIPS])
@pytest.mark.parametrize("thorough", [False, *slow(True)], ids=["quick", "thorough"])
def test_a_sample_gives_what_the_truth_says(clip: dict[str, Any], thorough: bool) -> None:
    result = scanned(clip, thorough=thorough)
    is_as_the_truth_says(result, clip)
    assert thorough <= (result.opening.stopped_ms is None)


def is_as_the_truth_says(result: ScanResult, clip: dict[str, Any]) -> None:
    blocking = [finding.code for finding in result.findings if finding.severity == "block"]
    assert (result.outcome, blocking) == (clip["outcome"], clip.get("findings", []))
    assert [marker.number for marker in result.markers] == clip.get("numbers", [])
    if reason := clip.get("near_miss"):
        assert [miss.reason for miss in result.near_misses] == [reason]
    for marker in result.markers:
        assert marker.first_ms == pytest.approx(clip["first_ms"], abs=TIME_TOLERANCE_MS)
        end_ms = clip["last_ms"] if result.opening.stopped_ms is None else result.opening.stopped_ms
        assert marker.last_ms == pytest.approx(end_ms, abs=TIME_TOLERANCE_MS)


def test_the_samples_are_enough_and_small() -> None:
    assert {path.name for path in FOLDER.glob("*.mp4")} == {clip["file"] for clip in CLIPS}
    assert len(CLIPS) >= 12
    assert sum(path.stat().st_size for path in FOLDER.glob("*.mp4")) < 12_000_000
