"""The clips are what they claim to be: else every test built on them would prove nothing."""

import os
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests import broken_clips
from tests.clips import Encoding, encode, film, has_encoder, steady
from tests.drawing.backgrounds import Background, Size, flat, footage, gradient, noise, played
from tests.drawing.text import BOTTOM_RIGHT, TOP_LEFT, Frame, Overlay, paint

SAMPLES = Path(__file__).parent.parent / "sample_videos"
SIZE: Size = (96, 160)
BRIGHT = Overlay("号", size_px=40, place=TOP_LEFT, font="sans-bold")
KINDS = [
    ("mp4", "libx264", "yuv420p", "h264"),
    ("mov", "libx264", "yuv420p", "h264"),
    ("mkv", "libx265", "yuv420p", "hevc"),
    ("mp4", "libx265", "yuv420p10le", "hevc"),
    ("webm", "libvpx-vp9", "yuv420p", "vp9"),
    ("mp4", "libsvtav1", "yuv420p", "av1"),
    ("avi", "mpeg4", "yuv420p", "mpeg4"),
    ("ts", "libx264", "yuv420p", "h264"),
    ("flv", "flv", "yuv420p", "flv1"),
]


def clip(path: Path, encoding: Encoding | None = None, seconds: float = 1.0) -> Path:
    scene = gradient(SIZE, (20, 30, 60), (60, 40, 80))
    return encode(path, film(scene, [BRIGHT], steady(seconds, fps=25)), encoding)


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def pixels(frame: av.VideoFrame) -> Frame:
    return frame.to_ndarray(format="rgb24").astype(np.uint8)


def times_ms(path: Path) -> list[int]:
    return [round(1000 * (frame.time or 0.0)) for frame in decoded(path)]


def has_text_top_left(frame: Frame) -> bool:
    """The drawn character is the only thing that is nearly white."""
    bright_y, bright_x = np.nonzero(frame.min(axis=2) > 200)
    return bool(len(bright_y)) and bright_y.max() < 60 and bright_x.max() < 60


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system has no such policies")
@pytest.mark.skipif(not has_encoder("libsvtav1"), reason="PyAV's FFmpeg writes no AV1")
def test_an_encoder_leaves_the_process_its_priority(tmp_path: Path) -> None:
    before = os.sched_getscheduler(0)
    clip(tmp_path / "a.mp4", Encoding("libsvtav1"))
    assert os.sched_getscheduler(0) == before


@pytest.mark.parametrize(("ending", "codec", "pixel_format", "name"), KINDS)
def test_every_container_and_codec(
    tmp_path: Path, ending: str, codec: str, pixel_format: str, name: str
) -> None:
    if not has_encoder(codec):
        pytest.skip(f"PyAV's FFmpeg has no encoder {codec}")
    path = clip(tmp_path / f"clip.{ending}", Encoding(codec, pixel_format))
    with av.open(str(path)) as container:
        assert container.streams.video[0].codec_context.codec.canonical_name == name
    frames = decoded(path)
    assert len(frames) == 25
    assert {frame.format.name for frame in frames} == {pixel_format}
    assert has_text_top_left(pixels(frames[12]))


@pytest.mark.parametrize("rotation", [90, 180, 270])
@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv"])
def test_turning_by_the_stored_rotation_gives_the_upright_picture(
    tmp_path: Path, rotation: int, ending: str
) -> None:
    frame = decoded(clip(tmp_path / f"clip.{ending}", Encoding(rotation=rotation), seconds=0.2))[0]
    assert frame.rotation % 360 == rotation
    assert not has_text_top_left(pixels(frame))
    assert has_text_top_left(np.rot90(pixels(frame), frame.rotation // 90))


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_variable_frame_rate(tmp_path: Path, ending: str) -> None:
    uneven = [0, 40, 200, 240, 900, 1000]
    shots = film(flat(SIZE), [BRIGHT], [Fraction(ms) for ms in uneven])
    path = encode(tmp_path / f"clip.{ending}", shots, Encoding(time_base=Fraction(1, 1000)))
    assert times_ms(path) == uneven


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_late_start(tmp_path: Path, ending: str) -> None:
    assert times_ms(clip(tmp_path / f"clip.{ending}", Encoding(start_ms=720)))[:2] == [720, 760]


@pytest.mark.parametrize("preset", ["ultrafast", "medium"])  # without and with frames out of order
def test_edit_list_cuts_the_start_off(tmp_path: Path, preset: str) -> None:
    early = Overlay("早", size_px=40, place=BOTTOM_RIGHT, to_ms=400)
    shots = film(flat(SIZE), [BRIGHT, early], steady(1, fps=25))
    path = encode(tmp_path / "clip.mp4", shots, Encoding(start_ms=-400, options={"preset": preset}))
    assert times_ms(path) == list(range(0, 600, 40))
    assert has_text_top_left(pixels(decoded(path)[0]))


def test_a_time_between_two_ticks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no multiple of 1/25 s"):
        clip(tmp_path / "clip.mp4", Encoding(start_ms=30))


def test_equal_calls_give_equal_bytes(tmp_path: Path) -> None:
    one, two = clip(tmp_path / "one.mkv"), clip(tmp_path / "two.mkv")
    assert one.read_bytes() == two.read_bytes()


def test_a_truncated_clip_gives_what_it_has(tmp_path: Path) -> None:
    path = broken_clips.truncate(clip(tmp_path / "clip.mkv"), keep=0.5)
    assert 0 < len(decoded(path)) < 25


def test_a_clip_with_its_index_at_the_end_is_lost_when_truncated(tmp_path: Path) -> None:
    path = broken_clips.truncate(clip(tmp_path / "clip.mp4", Encoding(moov_first=False)), keep=0.9)
    with pytest.raises(av.FFmpegError):
        decoded(path)


def test_damage_leaves_the_file_readable_and_spoils_some_frames(tmp_path: Path) -> None:
    path = broken_clips.damage(clip(tmp_path / "clip.mp4", Encoding(options={"g": "5"})))
    good, spoilt = 0, 0
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                spoilt += 1
                continue
            spoilt += sum(frame.is_corrupt for frame in frames)
            good += sum(not frame.is_corrupt for frame in frames)
    assert good >= 10
    assert spoilt >= 1


@pytest.mark.parametrize("make", [broken_clips.empty, broken_clips.text_renamed, broken_clips.header_only])
def test_what_is_no_video_does_not_open(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(av.InvalidDataError):
        av.open(str(make(tmp_path / "clip.mp4")))


def test_frames_without_an_index_do_not_open(tmp_path: Path) -> None:
    with pytest.raises(av.InvalidDataError):
        av.open(str(broken_clips.without_index(clip(tmp_path / "clip.mp4"))))


def test_audio_only_has_no_picture(tmp_path: Path) -> None:
    with av.open(str(broken_clips.audio_only(tmp_path / "clip.mp4"))) as container:
        assert not container.streams.video
        assert len(container.streams.audio) == 1


def test_a_huge_frame_is_announced_by_a_small_file(tmp_path: Path) -> None:
    path = broken_clips.huge(tmp_path / "clip.mp4")
    with av.open(str(path)) as container:
        assert container.streams.video[0].width == 8_000
    assert path.stat().st_size < 1_000_000


def test_a_frame_of_no_size_is_announced(tmp_path: Path) -> None:
    with av.open(str(broken_clips.zero_size(tmp_path / "clip.avi"))) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (0, 0)


def test_an_overlay_fades_and_ends() -> None:
    overlay = Overlay("字", from_ms=1_000, to_ms=3_000, fade_ms=500, opacity=0.8)
    times = [999, 1_000, 1_250, 2_000, 2_750, 3_000]
    assert [overlay.alpha(ms) for ms in times] == pytest.approx([0, 0, 0.4, 0.8, 0.4, 0])


def test_half_opacity_is_half_the_light() -> None:
    whole, half = flat(SIZE)(0), flat(SIZE)(0)
    paint(whole, BRIGHT, 0)
    paint(half, Overlay("号", size_px=40, place=TOP_LEFT, font="sans-bold", opacity=0.5), 0)
    assert whole.max() == 255
    assert half.max() == 128


def test_a_character_that_the_fonts_lack_is_refused() -> None:
    with pytest.raises(ValueError, match=r"add 龘 to characters\.txt"):
        Overlay("龘")


def test_text_that_would_leave_the_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        paint(flat(SIZE)(0), Overlay("网微剧备字", size_px=40), 0)


@pytest.mark.parametrize(
    "scene", [gradient(SIZE, (0, 0, 0), (200, 80, 90)), noise(flat(SIZE, (90, 90, 90)), 6)]
)
def test_backgrounds_move_and_repeat_exactly(scene: Background) -> None:
    assert np.array_equal(scene(400), scene(400))
    assert not np.array_equal(scene(0), scene(400))


def test_footage_is_cropped_to_the_shape_that_is_asked_for(tmp_path: Path) -> None:
    scene = footage(clip(tmp_path / "real.mp4"), size=(64, 64))
    assert scene(0).shape == (64, 64, 3)
    assert not np.array_equal(scene(0), scene(900))


def test_footage_that_plays_on_gives_each_instant_its_frame(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", Encoding(options={"g": "25", "bf": "2", "preset": "medium"}), seconds=4)
    frames = [pixels(frame) for frame in decoded(path)]
    scene = played(path, SIZE, from_s=1.0)
    # Steadily on, a leap, back again, past the end.
    for at_ms in (0, 40, 79, 400, 2_960, 120, 90_000):
        expected = frames[min(len(frames) - 1, 25 + at_ms // 40)]
        assert np.array_equal(scene(at_ms), expected), at_ms


def test_every_sample_clip_has_its_truth_and_shows_its_marker_while_it_runs() -> None:
    truths = tomllib.loads((SAMPLES / "truth.toml").read_text("utf-8"))["clip"]
    assert sorted(truth["file"] for truth in truths) == sorted(path.name for path in SAMPLES.glob("*.mp4"))
    for truth in truths:
        with av.open(str(SAMPLES / truth["file"])) as container:
            assert container.duration is not None
            assert 0 <= truth.get("first_ms", 0) < truth.get("last_ms", 1) <= container.duration / 1000


def test_every_sample_clip_is_drawn_by_a_scene() -> None:
    pytest.importorskip("skimage", reason="the extra `samples` is not installed")
    from sample_videos.make import truths  # noqa: PLC0415
    from sample_videos.scenes import scenes  # noqa: PLC0415

    assert list(scenes()) == list(truths())
