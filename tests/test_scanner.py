"""The whole way from a video file to a verdict."""

import gc
import subprocess
import sys
import weakref
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import pytest

import detector
from detector.errors import InputError, SettingsError, UsageError
from detector.evidence import kept_pictures
from detector.law.tables.loader import shipped
from detector.records import Coverage, Episode, Hidden, Opening, Quad, ScanFailure, UnreadRegion
from detector.scanner import Scanner, judge, judging_context, policy_of, provisions_of
from detector.settings import JudgeSettings, Settings
from detector.settings.vision import DecodeSettings, TrackerSettings
from detector.video.frame import Pixels
from detector.vision.data import Region, TextBox
from detector.vision.detection.dbnet import DbNet
from detector.wire import dumps, result_to_json
from tests import broken_clips
from tests.clips import Encoding, encode, film, steady
from tests.drawing.backgrounds import gradient
from tests.drawing.text import TOP_RIGHT, Overlay
from tests.scanners import scanner

PRINTED = "（浙）网微剧备字（2024）第00123号"
MISREAD = "（浙）网微剧备字（2024）第00128号"
AS_OF = date(2026, 1, 15)


def clip(path: Path, *overlays: Overlay, seconds: float = 2, encoding: Encoding | None = None) -> Path:
    scene = gradient((480, 854), (20, 30, 60), (90, 40, 80))
    how = encoding or Encoding()
    return encode(path, film(scene, overlays, steady(seconds, how.fps)), how)


def episode(path: Path) -> Episode:
    return Episode(path.stem, str(path))


def test_a_marker_is_found_with_its_time_and_place(tmp_path: Path) -> None:
    shown = Overlay(PRINTED, size_px=24, place=TOP_RIGHT, from_ms=480, to_ms=1600)
    result = scanner().scan(episode(clip(tmp_path / "a.mp4", shown)), AS_OF)
    (marker,) = result.markers
    assert (result.outcome, marker.number, marker.category) == ("pass", PRINTED, "ordinary")
    assert (marker.first_ms, marker.last_ms) == (560, 1360)
    assert marker.quad is not None
    assert all(0 <= x <= 480 and 0 <= y <= 100 for x, y in marker.quad)
    assert (result.opening.frames_seen, result.opening.frames_due, result.opening.frames_lost) == (10, 10, 0)


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_rotated_file_is_measured_as_presented(tmp_path: Path, rotation: int) -> None:
    shown = Overlay(PRINTED, size_px=24, place=TOP_RIGHT)
    path = clip(tmp_path / "a.mp4", shown, encoding=Encoding(rotation=rotation), seconds=1)
    result = scanner().scan(episode(path), AS_OF)
    assert [marker.number for marker in result.markers] == [PRINTED]
    assert (result.opening.width_px, result.opening.height_px) == (480, 854)


def test_one_misread_frame_does_not_decide(tmp_path: Path) -> None:
    # Three samples show the marker, one shows it with another digit, as a smeared frame might.
    right = [(0, 900), (1100, 3000)]
    overlays = [Overlay(PRINTED, size_px=24, from_ms=a, to_ms=b) for a, b in right]
    overlays.append(Overlay(MISREAD, size_px=24, from_ms=900, to_ms=1100))
    result = scanner().scan(episode(clip(tmp_path / "a.mp4", *overlays, seconds=3)), AS_OF)
    assert [marker.number for marker in result.markers] == [PRINTED]


def test_nothing_on_the_screen_is_a_missing_marker(tmp_path: Path) -> None:
    result = scanner().scan(episode(clip(tmp_path / "a.mp4", Overlay("你怎么来了"))), AS_OF)
    assert result.outcome == "fail"
    assert [finding.code for finding in result.findings] == ["NMD101"]


def test_too_few_frames_are_no_proof_of_absence(tmp_path: Path) -> None:
    result = scanner().scan(episode(clip(tmp_path / "a.mp4", seconds=0.2)), AS_OF)
    assert result.outcome == "undecided"
    assert [finding.code for finding in result.findings] == ["NMD901"]


def test_a_damaged_opening_is_no_proof_of_absence(tmp_path: Path) -> None:
    how = Encoding(options={"g": "250", "crf": "18"})
    path = broken_clips.damage(clip(tmp_path / "a.mp4", seconds=4, encoding=how), (0.6, 0.9), 3)
    result = scanner().scan(episode(path), AS_OF)
    assert result.opening.frames_seen < result.opening.frames_due
    assert result.outcome == "undecided"


def test_a_still_picture_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = gradient((480, 854), (20, 30, 60), (90, 40, 80))
    times = [Fraction(0), Fraction(40), Fraction(3000)]
    shots = film(scene, [Overlay(PRINTED, size_px=24)], times)
    path = encode(tmp_path / "still.mp4", shots, Encoding(time_base=Fraction(1, 1000)))
    located = 0
    thorough = scanner(Settings(tracker=TrackerSettings(thorough=True)))
    detect = DbNet.detect

    def counted(
        locator: DbNet, pixels: Pixels, region: Region | None = None, *, fine: bool = False
    ) -> tuple[TextBox, ...]:
        nonlocal located
        located += 1
        return detect(locator, pixels, region, fine=fine)

    monkeypatch.setattr(DbNet, "detect", counted)
    result = thorough.scan(episode(path), AS_OF)
    assert result.opening.frames_seen >= 7
    assert located <= 3
    (marker,) = result.markers
    assert marker.first_ms == 0
    assert marker.last_ms is not None
    assert marker.last_ms >= 3000


def test_a_clear_verdict_ends_the_look(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=24, place=TOP_RIGHT), seconds=4)
    result = scanner().scan(episode(path), AS_OF)
    assert (result.outcome, result.opening.stopped_ms) == ("pass", 1200)
    assert scanner().read_opening(str(path)).stopped_ms is None


def test_what_is_not_clear_is_examined_to_the_end(tmp_path: Path) -> None:
    other = Overlay(MISREAD, size_px=24, from_ms=2_000)
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=24, place=TOP_RIGHT), other, seconds=3)
    foreign = replace(episode(path), platform="红果", claimed_number=MISREAD)
    result = scanner().scan(foreign, AS_OF)
    assert result.opening.stopped_ms is None
    assert sorted(marker.number for marker in result.markers) == [PRINTED, MISREAD]


def test_an_unreadable_input_is_an_error_or_a_failure(tmp_path: Path) -> None:
    broken = episode(broken_clips.empty(tmp_path / "a.mp4"))
    with pytest.raises(InputError):
        scanner().scan(broken)
    failure = scanner().try_scan(broken)
    assert isinstance(failure, ScanFailure)
    assert failure.error.type == "NotAVideo"
    assert failure.error.hint


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"settings": {"decode": {}}}, "settings: dict is no Settings"),
        ({"registry": "list.db"}, "registry: str is no RegistryLookup"),
        ({"registry": object()}, "registry: object is no RegistryLookup"),
    ],
)
def test_a_scanner_of_something_else_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Scanner(**options)


@pytest.mark.parametrize("day", ["2026-11-01", datetime(2026, 11, 1), ""])
def test_a_day_of_another_type_is_refused(day: object) -> None:
    for scan in (scanner().scan, scanner().try_scan):
        with pytest.raises(UsageError, match=r"as_of: .* is no day"):
            scan("a.mp4", day)  # type: ignore[arg-type]


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=20, opacity=0.6), seconds=1)
    lines = {dumps(result_to_json(s.scan(episode(path), AS_OF))) for s in (scanner(), Scanner())}
    assert len(lines) == 1


def test_judging_a_stored_opening_again_needs_no_video(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=24), seconds=1)
    result = scanner().scan(episode(path), AS_OF)
    path.unlink()
    assert judge(episode(path), result.opening, Settings(), AS_OF) == result


def test_a_users_provisions_count_and_change_the_recipe(tmp_path: Path) -> None:
    rows = tmp_path / "mine.toml"
    rows.write_text('[[app]]\napp = "红果"\nother_names = ["新红果"]\n', "utf-8")
    settings = Settings(judge=JudgeSettings(provisions=str(rows)))
    grounds = judging_context(settings)
    assert grounds.provisions.app_named("新红果") == "红果"
    opening = Opening("0" * 64, 15_000, 720, 1280, frames_seen=30, frames_lost=0, frames_due=30)
    here, there = Episode("a", "a.mp4"), tmp_path / "elsewhere.toml"
    rows.rename(there)
    moved = Settings(judge=JudgeSettings(provisions=str(there)))
    recipes = [
        judge(here, opening, *how).recipe.settings
        for how in ((settings, AS_OF, grounds), (moved, AS_OF, judging_context(moved)), (Settings(), AS_OF))
    ]
    assert recipes[0] == recipes[1] != recipes[2]
    with pytest.raises(SettingsError, match="No such file"):
        provisions_of(settings)


def test_a_policy_gives_what_no_setting_gives() -> None:
    law = shipped()
    row = law.policy("notice-minimum")
    policy = policy_of(Settings(judge=JudgeSettings(policy="notice-minimum", min_marker_ms=700)), law)
    assert (policy.name, policy.number_on_first, policy.late_after_ms) == (row.id, 1, row.late_after_ms)
    assert policy.min_marker_ms == 700
    assert policy_of(Settings(judge=JudgeSettings(number_on_first=0)), law).number_on_first == 0


def test_a_policy_of_a_users_file_counts_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    rows = tmp_path / "mine.toml"
    rows.write_text(
        """[[policy]]
id = "house"
about = "what we ask for"
number_on_first = 3
min_marker_ms = 1
late_after_ms = 2
min_text_height_px = 4
""",
        "utf-8",
    )
    settings = Settings(judge=JudgeSettings(policy="house", provisions=str(rows)))
    policy = policy_of(settings, provisions_of(settings))
    assert (policy.number_on_first, policy.min_marker_ms, policy.min_text_height_px) == (3, 1, 4)
    with pytest.raises(SettingsError, match="no policy 'house'") as refused:
        provisions_of(Settings(judge=JudgeSettings(policy="house")))
    assert refused.value.hint == "known are default, notice-minimum"


def test_a_scanner_that_nobody_has_any_more_is_freed_with_its_networks(tmp_path: Path) -> None:
    opened = Scanner()
    assert opened.scan(episode(clip(tmp_path / "a.mp4", seconds=0.2)), AS_OF)
    kept = weakref.ref(opened)
    gc.disable()
    del opened
    is_freed = kept() is None
    gc.enable()
    assert is_freed


def test_evidence_shows_the_frame_and_the_crop(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=24), seconds=1)
    result = Scanner(evidence=str(tmp_path / "evidence")).scan(episode(path), AS_OF)
    (marker,) = result.markers
    assert marker.evidence is not None
    assert (tmp_path / "evidence" / marker.evidence).stat().st_size > 1000
    assert len(list((tmp_path / "evidence").iterdir())) == 2


def test_a_number_whose_issuer_has_no_brackets_passes_with_a_warning_or_fails_by_policy(
    tmp_path: Path,
) -> None:
    path = clip(tmp_path / "a.mp4", Overlay("优酷网微剧备字〔2026〕第87728号", size_px=24, place=TOP_RIGHT))
    result = scanner().scan(episode(path), AS_OF)
    (marker,) = result.markers
    assert (marker.number, marker.brackets) == ("（优酷）网微剧备字（2026）第87728号", "none")
    found = [(finding.code, finding.severity) for finding in result.findings]
    assert (result.outcome, found) == ("pass", [("NMD114", "warn")])
    strict = Settings(judge=JudgeSettings(unbracketed_issuer="block"))
    assert judge(result.episode, result.opening, strict, AS_OF).outcome == "fail"


def test_evidence_of_a_covered_number_marks_the_hidden_place(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=24, place=TOP_RIGHT))
    opening = scanner().scan(episode(path), AS_OF).opening
    (line,) = (sighting for sighting in opening.sightings if "00123" in sighting.text)
    (_, top), (right, bottom) = line.quad[0], line.quad[2]
    place: Quad = ((right - 40, top), (right - 25, top), (right - 25, bottom), (right - 40, bottom))
    covered = replace(line, hidden=(Hidden(line.text.index("号"), place),))
    result = judge(episode(path), replace(opening, sightings=(covered,)), Settings(), AS_OF)
    (miss,) = scanner().with_evidence(result, tmp_path / "evidence").near_misses
    assert (result.outcome, miss.reason, miss.hidden) == ("undecided", "hidden-character", (place,))
    assert miss.evidence is not None
    frame = cv2.imread(str(tmp_path / "evidence" / miss.evidence))
    assert frame is not None
    blue, green, red = frame[(top + bottom) // 2, right - 40].tolist()
    assert min(green, red) > blue + 80


def test_evidence_of_absence_shows_the_opening_and_what_stayed_unread(tmp_path: Path) -> None:
    shown = Overlay("今夜无人入睡", size_px=40, place=TOP_RIGHT, from_ms=1_000)
    result = scanner().scan(episode(clip(tmp_path / "a.mp4", shown, seconds=4)), AS_OF)
    place: Quad = ((200, 10), (470, 10), (470, 90), (200, 90))
    regions = tuple(UnreadRegion(place, 1_000 + at, 4_000, "unsure") for at in range(10))
    coverage = Coverage(4_000, 4_000, sound_frames=result.opening.frames_seen, unread_regions=regions)
    result = replace(result, opening=replace(result.opening, coverage=coverage))
    first, second = (scanner().with_evidence(result, tmp_path / name) for name in ("one", "two"))
    assert dumps(result_to_json(first)) == dumps(result_to_json(second))
    kept = first.opening.coverage
    assert kept
    assert [bool(region.evidence) for region in kept.unread_regions] == [True] * 8 + [False] * 2
    assert len(kept.evidence) == 4
    names = {name for one in kept_pictures(first) for name in (one.frame, one.crop) if name}
    assert {file.name for file in (tmp_path / "one").iterdir()} == names
    frames = [cv2.imread(str(tmp_path / "one" / name)) for _, name in kept.evidence]
    brightest = [0 if frame is None else int(frame.max()) for frame in frames]
    assert brightest[0] < 130  # before the text came up
    assert brightest[-1] > 200


def test_frames_inside_a_damaged_stretch_are_left_out(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", seconds=4)
    result = scanner().scan(episode(path), AS_OF)
    broken_clips.truncate(path, keep=0.6)
    claimed = Coverage(4_000, 4_000, sound_frames=4)
    result = replace(result, opening=replace(result.opening, coverage=claimed))
    kept = scanner().with_evidence(result, tmp_path / "evidence").opening.coverage
    assert kept
    assert 0 < len(kept.evidence) < 4
    assert len(list((tmp_path / "evidence").iterdir())) == len(kept.evidence)


def test_the_window_is_a_setting(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Overlay(PRINTED, size_px=24, from_ms=1800), seconds=3)
    short = Scanner(Settings(decode=DecodeSettings(window_ms=1500)))
    assert short.scan(episode(path), AS_OF).markers == ()


def test_errors_and_settings_are_reached_from_the_package_alone() -> None:
    code = "import detector; print(detector.errors.InputError.exit_code, detector.settings.load()[1])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("4 {")


def test_the_python_face(tmp_path: Path) -> None:
    path = clip(tmp_path / "ep01.mp4", Overlay(PRINTED, size_px=24), seconds=1)
    result = detector.scan(path, title="一", platform="抖音", as_of=AS_OF)
    assert result.episode == Episode("ep01", str(path), title="一", platform="抖音")
    assert [marker.number for marker in result.markers] == [PRINTED]
    assert detector.parse(PRINTED)[0].printed == PRINTED
    assert all(hasattr(detector, name) for name in detector.__all__)
    shown = {name for name in dir(detector) if not name.startswith("_")}
    assert shown == set(detector.__all__) - {"__version__"} | {"errors", "settings"}
