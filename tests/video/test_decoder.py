"""Real files of every kind into frames."""

import hashlib
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.errors import FrameTooLarge, InputError, InputNotFound, NotAVideo, UndecodableVideo
from detector.settings.vision import DecodeSettings
from detector.video.decoder import Video, digest, open_video
from detector.video.frame import Frame
from tests import broken_clips
from tests.clips import Encoding, Shot, encode, film, has_encoder, steady
from tests.drawing.backgrounds import clouds, flat, gradient
from tests.drawing.text import Frame as Drawn

SIZE = (96, 160)
COUNTED = DecodeSettings(window_ms=1000, sample_every_ms=200)
BRIGHTNESS_TOLERANCE = 12
"""Levels of 255 by which lossy codecs may change a flat grey."""


def look(path: Path, settings: DecodeSettings = COUNTED) -> tuple[list[Frame], Video]:
    with open_video(str(path), settings) as video:
        return list(video.frames(range(0, settings.window_ms + 1, settings.sample_every_ms))), video


def staircase(times_ms: list[Fraction]) -> list[Shot]:
    """Flat frames whose grey says when they come up: 0 at 0 ms, 20 more each 100 ms."""
    return [(at, flat(SIZE, (grey(at),) * 3)(0)) for at in times_ms]


def grey(at_ms: float | Fraction) -> int:
    return min(240, int(at_ms) // 100 * 20)


def brightness(frame: Frame) -> float:
    return float(frame.pixels.mean())


KINDS = [
    ("a.mp4", "libx264", "yuv420p"),
    ("a.mov", "libx264", "yuv420p"),
    ("a.mkv", "libx265", "yuv420p"),
    ("b.mp4", "libx265", "yuv420p10le"),
    ("a.webm", "libvpx-vp9", "yuv420p"),
    ("b.webm", "libsvtav1", "yuv420p"),
    ("a.avi", "mpeg4", "yuv420p"),
    ("a.ts", "libx264", "yuv420p"),
    ("a.flv", "libx264", "yuv420p"),
]


@pytest.mark.parametrize(("name", "codec", "pixel_format"), KINDS)
def test_each_container_and_codec_gives_the_frame_that_stands_at_each_instant(
    tmp_path: Path, name: str, codec: str, pixel_format: str
) -> None:
    if not has_encoder(codec):
        pytest.skip(f"PyAV's FFmpeg cannot write {codec} here")
    path = encode(tmp_path / name, staircase(steady(1.2, 25)), Encoding(codec, pixel_format))
    frames, video = look(path)
    assert [frame.at_ms for frame in frames] == [0, 200, 400, 600, 800, 1000]
    assert (video.frames_lost, video.frames_due) == (0, 6)
    assert (video.width_px, video.height_px) == SIZE
    for frame in frames:
        assert brightness(frame) == pytest.approx(grey(frame.at_ms), abs=BRIGHTNESS_TOLERANCE)


PYRAMID = Encoding(options={"preset": "medium", "bf": "3", "g": "250", "x264-params": "b-pyramid=normal"})
"""As uploads are coded: frames built from both sides, and others built on some of those."""


@pytest.fixture(scope="module")
def pyramid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    moving = clouds((160, 288), (10, 20, 40), (240, 220, 200), period_ms=4_000)
    path = tmp_path_factory.mktemp("pyramid") / "pyramid.mp4"
    return encode(path, film(moving, [], steady(4, 25)), PYRAMID)


def test_pictures_are_whole_although_frames_are_left_out(pyramid: Path) -> None:
    with open_video(str(pyramid), COUNTED) as video:
        every = [frame.picture.grey for frame in video.frames(range(0, 1_400, 40))]
    # Without the codec's loop filter pictures differ by a level or two of 255, and by no block.
    for deblock, most_levels in ((True, 0.0), (False, 2.0)):
        with open_video(str(pyramid), COUNTED.model_copy(update={"deblock": deblock})) as video:
            samples = [frame for pair in video.samples() for frame in pair]
        assert len({frame.index for frame in samples}) > 5
        for frame in samples:
            # A sample's picture may have come up a frame or two before its instant.
            near = every[max(0, frame.at_ms // 40 - 3) : frame.at_ms // 40 + 1]
            off = min(float(cv2.absdiff(frame.picture.grey, picture).mean()) for picture in near)
            assert off <= most_levels


def test_frames_far_into_a_video_are_those_of_a_full_decode(pyramid: Path) -> None:
    with open_video(str(pyramid), COUNTED) as video:
        every = {frame.at_ms: frame.picture.grey for frame in video.frames(range(0, 3_960, 40))}
    with open_video(str(pyramid), COUNTED) as video:
        some = {frame.at_ms: frame.picture.grey for frame in video.frames((1_200, 1_240, 3_000, 3_040))}
    assert list(some) == [1_200, 1_240, 3_000, 3_040]
    for at_ms, grey_there in some.items():
        assert np.array_equal(grey_there, every[at_ms])


def test_variable_frame_rate_is_sampled_by_time(tmp_path: Path) -> None:
    times = [Fraction(ms) for ms in (0, 40, 80, 500, 540, 900)]
    path = encode(tmp_path / "vfr.mp4", staircase(times), Encoding(time_base=Fraction(1, 1000)))
    frames, _ = look(path)
    # At 200 and 400 ms the frame of 80 ms still stands, at 600 and 800 that of 540.
    shown = [0, 80, 80, 540, 540, 900]
    assert [round(brightness(frame) / 20) for frame in frames] == [ms // 100 for ms in shown[: len(frames)]]
    assert frames[1].pixels is frames[2].pixels


@pytest.mark.parametrize("start_ms", [-400, 800])
def test_time_begins_with_the_first_presented_frame(tmp_path: Path, start_ms: int) -> None:
    encoding = Encoding(start_ms=start_ms, time_base=Fraction(1, 1000))
    path = encode(tmp_path / "late.mp4", staircase(steady(2, 25)), encoding)
    frames, _ = look(path)
    cut_off = max(0, -start_ms)
    assert [frame.at_ms for frame in frames] == [0, 200, 400, 600, 800, 1000]
    for frame in frames:
        expected = grey(frame.at_ms + cut_off)
        assert brightness(frame) == pytest.approx(expected, abs=BRIGHTNESS_TOLERANCE)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_files_are_given_upright(tmp_path: Path, rotation: int) -> None:
    path = encode(tmp_path / "turned.mp4", _top_half_white(), Encoding(rotation=rotation))
    frames, video = look(path)
    assert (video.width_px, video.height_px) == SIZE
    top, bottom = frames[0].pixels[:70], frames[0].pixels[-70:]
    assert top.mean() > 200
    assert bottom.mean() < 60


def _top_half_white() -> list[Shot]:
    drawn: Drawn = flat(SIZE)(0)
    drawn[:80] = 255
    return [(at, drawn) for at in steady(0.4, 25)]


def test_a_truncated_file_gives_what_it_has(tmp_path: Path) -> None:
    path = broken_clips.truncate(_film(tmp_path / "cut.mp4", seconds=4), keep=0.5)
    frames, video = look(path, DecodeSettings(window_ms=4000, sample_every_ms=200))
    assert 5 <= len(frames) < 20
    assert video.frames_lost <= 2


def test_damaged_packets_are_skipped_and_counted(tmp_path: Path) -> None:
    path = broken_clips.damage(_film(tmp_path / "hurt.mp4", seconds=4))
    frames, video = look(path, DecodeSettings(window_ms=4000, sample_every_ms=200))
    assert video.frames_lost > 0
    assert len(frames) >= 8


def test_instants_inside_a_damaged_stretch_are_due_but_not_seen(tmp_path: Path) -> None:
    path = broken_clips.damage(_film(tmp_path / "hurt.mp4", seconds=4, keyframe_every=100), (0.3, 0.8), 3)
    frames, video = look(path, DecodeSettings(window_ms=4000, sample_every_ms=100))
    assert len(frames) < video.frames_due


def _film(path: Path, seconds: float, keyframe_every: int = 12) -> Path:
    scene = gradient((320, 568), (20, 30, 60), (200, 140, 80), period_ms=900)
    how = Encoding(options={"g": str(keyframe_every), "crf": "18"})
    return encode(path, film(scene, [], steady(seconds, 25)), how)


UNREADABLE = [
    (broken_clips.empty, NotAVideo, "empty"),
    (broken_clips.text_renamed, NotAVideo, "text file"),
    (broken_clips.audio_only, NotAVideo, "no video stream"),
    (broken_clips.header_only, InputError, "x.mp4"),
    (broken_clips.huge, FrameTooLarge, "8000 x 8000"),
]


@pytest.mark.parametrize(("make", "error", "says"), UNREADABLE)
def test_what_is_no_video_is_refused_with_a_reason(
    tmp_path: Path, make: object, error: type[InputError], says: str
) -> None:
    assert callable(make)
    path = make(tmp_path / "x.mp4")
    with pytest.raises(error, match=says) as caught:
        look(path)
    assert caught.value.hint


def test_frames_without_size_are_refused(tmp_path: Path) -> None:
    with pytest.raises((UndecodableVideo, NotAVideo)):
        look(broken_clips.zero_size(tmp_path / "x.avi"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match=r"gone\.mp4"):
        look(tmp_path / "gone.mp4")
    with pytest.raises(InputNotFound, match=r"gone\.mp4"):
        digest(str(tmp_path / "gone.mp4"))


def test_the_limit_on_frames_is_a_setting(tmp_path: Path) -> None:
    path = _film(tmp_path / "a.mp4", seconds=0.2)
    with pytest.raises(FrameTooLarge, match="max_frame_px"):
        look(path, DecodeSettings(max_frame_px=1000))


def test_a_large_file_is_known_by_its_beginning_and_its_length(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    digests = set()
    for size in (64 * 2**20, 64 * 2**20 + 1, 64 * 2**20 + 2):
        with path.open("wb") as file:
            file.truncate(size)  # Holes: no such space is used.
        digests.add(digest(str(path)))
    assert hashlib.sha256(bytes(64 * 2**20)).hexdigest() in digests
    assert hashlib.sha256(bytes(64 * 2**20) + str(64 * 2**20 + 1).encode()).hexdigest() in digests
    assert len(digests) == 3
