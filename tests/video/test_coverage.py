"""What was seen of the window: pictures that stand are decoded, and every instant is counted once."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from unittest.mock import patch

import av
import numpy as np
import pytest
from av.stream import Disposition
from av.video.stream import VideoStream

from detector.errors import EncryptedVideo, UndecodableVideo
from detector.records import Coverage
from detector.settings.vision import DecodeSettings
from detector.video.coverage import CoverageRecord, look_of
from detector.video.decoder import Video, open_video
from detector.video.frame import Frame
from tests import broken_clips
from tests.clips import Encoding, Shot, encode, film, steady
from tests.drawing.backgrounds import Background, clouds, flat, gradient
from tests.drawing.text import CENTRE, Overlay

SIZE = (160, 288)
SETTINGS = DecodeSettings(window_ms=6_000, sample_every_ms=400)
FIXED_PATTERN = {"b-adapt": "0", "bf": "3", "x264-params": "scenecut=0:b-pyramid=none", "g": "250"}
"""B-frames in fixed places, on none of which another frame builds."""
MS = Fraction(1, 1000)


def seen(path: Path, settings: DecodeSettings = SETTINGS) -> tuple[list[Frame], Coverage, int]:
    """Samples, coverage, and how many frames were decoded for them."""
    decoded, count = Video._decoded, 0

    def counted(video: Video) -> object:
        nonlocal count
        for frame in decoded(video):
            count += 1
            yield frame

    with patch.object(Video, "_decoded", counted), open_video(str(path), settings) as video:
        frames = [frame for frame, _ in video.samples()]
        coverage = video.coverage()
        assert sum(counts(coverage)) == video.frames_due
        assert coverage.sound_frames + coverage.blank_frames + coverage.dark_frames == video.frames_seen
    return frames, coverage, count


def counts(coverage: Coverage) -> tuple[int, ...]:
    return (
        coverage.sound_frames,
        coverage.corrupt_frames,
        coverage.blank_frames,
        coverage.dark_frames,
        coverage.repeated_frames,
    )


def brightness(frame: Frame) -> float:
    return float(frame.picture.grey.mean())


def _levels(times_ms: Sequence[int], levels: Sequence[int]) -> list[Shot]:
    return [(Fraction(at), flat(SIZE, (level,) * 3)(0)) for at, level in zip(times_ms, levels, strict=True)]


# Frames that stand.


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_card_that_stands_for_two_seconds_is_seen_wherever_it_lies_in_the_pattern(
    tmp_path: Path, name: str, place: int
) -> None:
    before = [40 * number for number in range(10 + place)]
    after = [before[-1] + 2_040 + 40 * number for number in range(30)]
    times = [*before, before[-1] + 40, *after]
    shots = _levels(times, [60] * len(before) + [200] + [60] * len(after))
    how = Encoding(time_base=MS, options={"preset": "medium", **FIXED_PATTERN})
    frames, _, _ = seen(encode(tmp_path / name, shots, how))
    card = [frame.at_ms for frame in frames if brightness(frame) > 150]
    assert len(card) == 5


@pytest.mark.parametrize("every_ms", [1_000, 2_000])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_every_slide_is_seen(tmp_path: Path, name: str, every_ms: int) -> None:
    levels = [40, 200, 120, 160, 80, 220, 60, 140, 180, 100, 50, 190]
    times = [every_ms * number for number in range(len(levels))]
    how = Encoding(time_base=MS, options={"preset": "medium", **FIXED_PATTERN})
    path = encode(tmp_path / name, _levels(times, levels), how)
    frames, coverage, _ = seen(path, DecodeSettings(window_ms=10_000, sample_every_ms=400))
    for frame in frames:
        expected = 16 + levels[frame.at_ms // every_ms] * 219 / 255  # limited range
        assert brightness(frame) == pytest.approx(expected, abs=12), frame.at_ms
    assert coverage.gaps == ()


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_long_run_of_frames_that_may_be_left_out_opens_no_long_hole(tmp_path: Path, name: str) -> None:
    options = {"preset": "medium", "bf": "16", "b-adapt": "0", "x264-params": "b-pyramid=none:scenecut=0"}
    scene = clouds(SIZE, (10, 20, 40), (240, 220, 200), period_ms=4_000)
    path = encode(tmp_path / name, film(scene, [], steady(6, 25)), Encoding(options=options))
    frames, _, decoded = seen(path)
    assert max(frame.at_ms - frame.came_ms for frame in frames) <= SETTINGS.longest_unseen_ms
    assert decoded < 75  # of 150: but not all of them


@pytest.mark.parametrize(("longest_ms", "is_seen"), [(360, False), (280, True)])
def test_the_longest_that_may_go_unseen_is_a_setting(
    tmp_path: Path, longest_ms: int, *, is_seen: bool
) -> None:
    # A picture of 320 ms at the end of a pattern of 40 ms each.
    times = [0, 10, 20, 30, 350, *(360 + 10 * number for number in range(8))]
    how = Encoding(time_base=MS, options={"preset": "medium", **FIXED_PATTERN})
    path = encode(tmp_path / "a.mp4", _levels(times, [60, 60, 60, 200, *[60] * 9]), how)
    settings = DecodeSettings(window_ms=300, sample_every_ms=100, longest_unseen_ms=longest_ms)
    frames, _, _ = seen(path, settings)
    assert any(brightness(frame) > 150 for frame in frames) is is_seen


@pytest.mark.parametrize("pyramid", ["none", "normal"])
def test_an_ordinary_file_is_decoded_as_sparsely_as_without_a_limit(tmp_path: Path, pyramid: str) -> None:
    options = {
        "preset": "medium",
        "bf": "3",
        "b-adapt": "0",
        "x264-params": f"b-pyramid={pyramid}:scenecut=0",
    }
    scene = clouds(SIZE, (10, 20, 40), (240, 220, 200), period_ms=4_000)
    path = encode(tmp_path / "a.mp4", film(scene, [], steady(6, 25)), Encoding(options=options))
    _, _, decoded = seen(path)
    _, _, without_limit = seen(path, SETTINGS.model_copy(update={"longest_unseen_ms": 60_000}))
    assert decoded == without_limit
    assert decoded < 90


# Which stream.


def _two_streams(path: Path, streams: Sequence[tuple[tuple[int, int], int, int, str]]) -> Path:
    """Streams of a size, a grey level, a number of frames and a codec."""
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        made = []
        for (width, height), level, frames, codec in streams:
            stream = container.add_stream(codec, rate=25)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height = width, height
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            made.append((stream, level, frames))
        for number in range(max(frames for _, _, frames in made)):
            for stream, level, frames in made:
                if number < frames:
                    drawn = np.full((stream.height, stream.width, 3), level, np.uint8)
                    drawn[: stream.height // 2] //= 2
                    picture = av.VideoFrame.from_ndarray(drawn, "rgb24").reformat(format=stream.pix_fmt)
                    picture.pts, picture.time_base = number, Fraction(1, 25)
                    container.mux(stream.encode(picture))
        for stream, _, _ in made:
            container.mux(stream.encode())
    return path


FILM = ((320, 576), 200, 30, "libx264")


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize(
    "beside",
    [((64, 64), 40, 30, "libx264"), ((640, 960), 40, 1, "mjpeg"), ((640, 960), 40, 1, "libx264")],
    ids=["small", "cover", "one picture"],
)
def test_the_film_is_shown_and_not_what_is_beside_it(
    tmp_path: Path, name: str, beside: tuple[tuple[int, int], int, int, str]
) -> None:
    if name == "a.mkv" and beside[2:] == (1, "libx264"):
        pytest.skip("nothing in the file says that it is one picture")
    path = _two_streams(tmp_path / name, [beside, FILM])
    with open_video(str(path), SETTINGS) as video:
        frames = [frame for frame, _ in video.samples()]
    assert (video.width_px, video.height_px) == FILM[0]
    assert len(frames) == 3


def test_the_default_stream_is_shown_although_another_one_is_larger(tmp_path: Path) -> None:
    path = _two_streams(tmp_path / "a.mkv", [((480, 854), 40, 30, "libx264"), FILM])
    marked = tmp_path / "marked.mkv"
    with av.open(str(path)) as read, av.open(str(marked), "w") as written:
        copies = {stream.index: written.add_stream_from_template(stream) for stream in read.streams.video}
        copies[0].disposition = Disposition(0)
        copies[1].disposition = Disposition.default
        for packet in read.demux():
            if packet.size:
                packet.stream = copies[packet.stream_index]
                written.mux(packet)
    with open_video(str(marked), SETTINGS) as video:
        list(video.samples())
    assert (video.width_px, video.height_px) == FILM[0]
    with open_video(str(path), SETTINGS) as video:
        list(video.samples())
    assert (video.width_px, video.height_px) == (480, 854)


# Encrypted and garbled.


def test_encrypted_video_is_named(tmp_path: Path) -> None:
    path = broken_clips.marked_encrypted(_moving(tmp_path / "a.mp4"))
    with pytest.raises(EncryptedVideo, match="encrypted") as caught:
        seen(path)
    assert caught.value.hint
    with pytest.raises(EncryptedVideo):
        seen(broken_clips.scrambled(_moving(tmp_path / "a.ts")))


@pytest.mark.parametrize("share", [(0.0, 1.0), (0.3, 1.0)])
def test_garbled_video_is_an_error(tmp_path: Path, share: tuple[float, float]) -> None:
    path = broken_clips.damage(_moving(tmp_path / "a.mp4"), share, 2)
    with pytest.raises(UndecodableVideo, match=r"most of the frames are damaged|not one frame"):
        seen(path)


def test_damaged_frames_spoil_what_builds_on_them(tmp_path: Path) -> None:
    path = broken_clips.damage(_moving(tmp_path / "a.mp4", keyframe_every=50), (0.4, 0.6), 20)
    frames, coverage, _ = seen(path)
    assert coverage.corrupt_frames > 0
    assert coverage.sound_frames > 0
    for begin_ms, end_ms, reason in coverage.gaps:
        assert reason == "lost-data"
        assert end_ms % 2_000 == 0  # a key frame mends it
        assert begin_ms < end_ms
    # Spoilt pictures are still shown: a number may be read in them.
    assert len(frames) > coverage.sound_frames // 2


def test_damage_of_which_hevc_decoders_only_complain_is_a_gap(tmp_path: Path) -> None:
    scene = clouds((320, 576), (10, 20, 40), (240, 220, 200), period_ms=2_000)
    how = Encoding("libx265", options={"crf": "16"})
    path = encode(tmp_path / "a.mp4", film(scene, [], steady(3, 25)), how)
    assert seen(path)[1].gaps == ()
    with av.open(str(path)) as container:
        packets = [(packet.pos or 0, packet.size) for packet in container.demux(video=0) if packet.size]
    content, dice = bytearray(path.read_bytes()), Random(5)
    for begin, size in packets[10:30]:  # of each picture the second half, so that its header stays
        content[begin + size // 2 : begin + size] = dice.randbytes(size - size // 2)
    path.write_bytes(content)
    with av.open(str(path)) as container:
        pictures = list(container.decode(video=0))
    assert len(pictures) == 75
    assert not any(picture.is_corrupt for picture in pictures)
    coverage = seen(path)[1]
    assert [reason for _, _, reason in coverage.gaps] == ["lost-data"]


def _moving(path: Path, keyframe_every: int = 50) -> Path:
    scene = clouds(SIZE, (10, 20, 40), (240, 220, 200), period_ms=4_000)
    how = Encoding(options={"preset": "medium", "bf": "3", "g": str(keyframe_every)})
    return encode(path, film(scene, [], steady(6, 25)), how)


# Times.


@pytest.mark.parametrize(
    ("name", "codec"), [("a.h264", "libx264"), ("a.hevc", "libx265"), ("a.avi", "libx264")]
)
def test_frames_without_times_are_counted(tmp_path: Path, name: str, codec: str) -> None:
    levels = [20 + 2 * number for number in range(100)]
    shots = _levels([40 * number for number in range(100)], levels)
    options = {"preset": "medium", "bf": "3"} if codec == "libx264" else {"preset": "medium"}
    path = encode(tmp_path / name, shots, Encoding(codec, options=options))
    frames, coverage, _ = seen(path)
    assert coverage.times == "counted"
    assert coverage.decoded_ms == 4_000
    assert [frame.at_ms for frame in frames] == list(range(0, 4_000, 400))
    for frame in frames:
        expected = 16 + levels[frame.at_ms // 40] * 219 / 255
        assert brightness(frame) == pytest.approx(expected, abs=4)


def test_times_of_a_file_that_has_them_are_stamped(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.ts", "a.wmv"):
        codec = "wmv2" if name == "a.wmv" else "libx264"
        scene = clouds(SIZE, (10, 20, 40), (240, 220, 200))
        _, coverage, _ = seen(encode(tmp_path / name, film(scene, [], steady(1, 25)), Encoding(codec)))
        assert coverage.times == "stamped"


def test_a_still_is_one_picture_and_a_long_frame_is_none(tmp_path: Path) -> None:
    drawn = gradient(SIZE, (20, 30, 60), (200, 140, 80))(0)
    picture = av.VideoFrame.from_ndarray(drawn, "rgb24")
    for name, codec, pixel_format in (("a.jpg", "mjpeg", "yuvj420p"), ("a.png", "png", "rgb24")):
        with av.open(str(tmp_path / name), "w", "image2") as container:
            stream = container.add_stream(codec, rate=1)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = *SIZE, pixel_format
            container.mux(stream.encode(picture.reformat(format=pixel_format)))
            container.mux(stream.encode())
        frames, coverage, _ = seen(tmp_path / name)
        assert (len(frames), coverage.still, coverage.gaps) == (1, True, ())
    long = encode(tmp_path / "a.mp4", _levels([0, 5_000], [100, 100]), Encoding(time_base=MS))
    assert not seen(long)[1].still


# What pictures are worth.


def _look(background: Background, *overlays: Overlay) -> str:
    (shot,) = film(background, overlays, [Fraction(0)])
    grey = (shot[1] @ np.array([0.299, 0.587, 0.114])).round().astype(np.uint8)
    return look_of(grey)


def test_pictures_are_blank_dark_or_sound() -> None:
    full_hd = (1080, 1920)
    title = Overlay("第一集 归来", size_px=40, place=CENTRE)
    assert _look(flat(full_hd, (180, 40, 40))) == "blank"
    assert _look(flat(full_hd, (255, 255, 255))) == "blank"
    assert _look(flat(full_hd, (12, 10, 12))) == "dark"
    assert _look(flat(full_hd, (0, 0, 0)), title) == "sound"
    assert _look(flat(full_hd, (180, 40, 40)), title) == "sound"
    assert _look(gradient(full_hd, (20, 30, 60), (90, 40, 80))) == "sound"
    assert _look(flat((16, 16), (180, 40, 40))) == "blank"


@pytest.mark.parametrize(("level", "look"), [(31, "dark"), (32, "blank")])
def test_the_level_of_darkness(level: int, look: str) -> None:
    assert look_of(np.full((720, 1280), level, np.uint8)) == look


def test_blank_and_dark_frames_are_counted(tmp_path: Path) -> None:
    shots = _levels([40 * number for number in range(50)], [0] * 25 + [120] * 25)
    _, coverage, _ = seen(encode(tmp_path / "a.mp4", shots))
    assert counts(coverage) == (0, 0, 4, 6, 0)
    assert coverage.gaps == ()


def test_a_look_that_ends_early_covers_what_it_saw(tmp_path: Path) -> None:
    with open_video(str(_moving(tmp_path / "a.mp4")), SETTINGS) as video:
        assert video.coverage() == Coverage(6_000, 0)
        samples = video.samples()
        for _ in range(5):
            next(samples)
        coverage = video.coverage()
        assert 1_600 <= coverage.decoded_ms <= 2_400
        assert coverage.gaps == ()


def test_gaps_that_touch_are_one_and_short_ones_are_none() -> None:
    record = CoverageRecord(window_ms=5_000, least_gap_ms=200)
    record.add_gap(0, 200, "lost-data")
    record.add_gap(1_000, 1_150, "lost-data")
    record.add_gap(1_150, 1_300, "lost-data")
    record.add_gap(4_000, 9_000, "cut-off")
    told = record.coverage(None, "stamped", still=False)
    assert told.gaps == ((1_000, 1_300, "lost-data"), (4_000, 5_000, "cut-off"))
