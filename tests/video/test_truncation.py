"""Files that end too early, or of which a part is gone: what is missing is said, and nothing else is."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from detector.errors import UndecodableVideo
from detector.records import Coverage
from detector.settings.vision import DecodeSettings
from detector.video.decoder import open_video
from tests import broken_clips
from tests.clips import Encoding, encode, film, steady
from tests.drawing.backgrounds import clouds

if TYPE_CHECKING:
    from av.packet import Packet

SETTINGS = DecodeSettings(window_ms=6_000, sample_every_ms=200)
LENGTH_MS = 4_000
NEAR_MS = 250
"""So far a cut may lie from where the bytes are cut: some frames cost more of them than others."""


def covered(path: Path, settings: DecodeSettings = SETTINGS) -> Coverage:
    with open_video(str(path), settings) as video:
        for _ in video.samples():
            pass
        coverage = video.coverage()
        counted = (
            coverage.sound_frames
            + coverage.corrupt_frames
            + coverage.blank_frames
            + coverage.dark_frames
            + coverage.repeated_frames
        )
        assert counted == video.frames_due
    return coverage


def moving(path: Path, codec: str = "libx264", seconds: float = LENGTH_MS / 1000) -> Path:
    path.write_bytes(_encoded(path.suffix, codec, seconds))
    return path


@cache
def _encoded(suffix: str, codec: str, seconds: float) -> bytes:
    scene = clouds((160, 288), (10, 20, 40), (240, 220, 200), period_ms=4_000)
    options = {"preset": "medium", "bf": "3", "g": "25"} if codec == "libx264" else {"g": "25", "b": "200000"}
    how = Encoding(codec, options=options)
    with TemporaryDirectory() as folder:
        return encode(Path(folder) / f"a{suffix}", film(scene, [], steady(seconds, 25)), how).read_bytes()


def _plain(name: str, codec: str = "libx264") -> Callable[[Path], Path]:
    return lambda folder: moving(folder / name, codec)


def _in_fragments(folder: Path) -> Path:
    return broken_clips.fragmented(moving(folder / "whole.mp4"), folder / "fragments.mp4")


def _indexed(folder: Path) -> Path:
    options = {"movflags": "dash+global_sidx+frag_keyframe+empty_moov"}
    return broken_clips.remuxed(moving(folder / "whole.mp4"), folder / "indexed.mp4", options)


def _live(name: str, options: dict[str, str]) -> Callable[[Path], Path]:
    return lambda folder: broken_clips.remuxed(moving(folder / "whole.mp4"), folder / name, options)


STATED: dict[str, Callable[[Path], Path]] = {
    "mp4": _plain("a.mp4"),
    "mov": _plain("a.mov"),
    "mkv": _plain("a.mkv"),
    "webm": _plain("a.webm", "libvpx-vp9"),
    "flv": _plain("a.flv"),
    "avi": _plain("a.avi", "mpeg4"),
    "wmv": _plain("a.wmv", "wmv2"),
    "mp4 with an index of fragments": _indexed,
}
UNSTATED: dict[str, Callable[[Path], Path]] = {
    "ts": _plain("a.ts"),
    "mpg": _plain("a.mpg", "mpeg2video"),
    "mp4 in fragments": _in_fragments,
    "live mkv": _live("live.mkv", {"live": "1"}),
    "live flv": _live("live.flv", {"flvflags": "no_duration_filesize"}),
}


@pytest.mark.parametrize("make", [*STATED.values(), *UNSTATED.values()], ids=[*STATED, *UNSTATED])
def test_a_whole_file_that_is_shorter_than_the_window_lacks_nothing(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    coverage = covered(make(tmp_path))
    assert coverage.gaps == ()
    assert coverage.decoded_ms == pytest.approx(LENGTH_MS, abs=1)
    assert coverage.repeated_frames == coverage.corrupt_frames == 0


@pytest.mark.parametrize("keep", [0.25, 0.4, 0.5])
@pytest.mark.parametrize("make", STATED.values(), ids=STATED)
def test_what_lacks_of_the_stated_length_is_a_gap(
    tmp_path: Path, make: Callable[[Path], Path], keep: float
) -> None:
    coverage = covered(broken_clips.truncate(make(tmp_path), keep))
    assert coverage.stated_ms == pytest.approx(LENGTH_MS, abs=40)
    assert coverage.gaps == ((coverage.decoded_ms, coverage.stated_ms, "cut-off"),)
    assert 0 < coverage.decoded_ms < 0.75 * LENGTH_MS
    # All instants of the stated length were due.
    assert coverage.sound_frames + coverage.repeated_frames >= 40 - 2


def inside_a_packet(path: Path, keep: float) -> int:
    """A place near this share of a file that lies within a packet: a cut between two leaves no trace."""
    with av.open(str(path)) as container:
        packets = [
            packet for packet in container.demux(video=0) if packet.pos is not None and packet.size > 40
        ]
    after = keep * path.stat().st_size
    packet = next(packet for packet in packets if packet.pos is not None and packet.pos >= after)
    place = (packet.pos or 0) + 20
    return place + (place % 188 == 0)


def places_of_keys(path: Path) -> list[range]:
    """The bytes of a file that are its key frames."""
    content = path.read_bytes()
    with av.open(str(path)) as container:
        keys = [bytes(packet) for packet in container.demux(video=0) if packet.is_keyframe and packet.size]
    return [range(at, at + len(key)) for key in keys for at in (content.index(key),)]


@pytest.mark.parametrize("keep", [0.25, 0.4, 0.5])
@pytest.mark.parametrize("make", UNSTATED.values(), ids=UNSTATED)
def test_where_no_length_is_stated_the_rest_of_the_window_is_a_gap(
    tmp_path: Path, make: Callable[[Path], Path], keep: float
) -> None:
    path = make(tmp_path)
    path.write_bytes(path.read_bytes()[: inside_a_packet(path, keep)])
    coverage = covered(path)
    assert coverage.stated_ms is None
    assert coverage.gaps == ((coverage.decoded_ms, SETTINGS.window_ms, "cut-off"),)
    assert coverage.repeated_frames > 0


def test_a_transport_stream_that_is_cut_between_two_packets_ends_inside_a_frame(tmp_path: Path) -> None:
    path = moving(tmp_path / "a.ts")
    content = path.read_bytes()
    packets = range(0, len(content), 188)
    # The last packet that stays is a full one of the video, whose number is 256.
    last = next(
        at
        for at in packets[len(packets) // 2 :]
        if content[at + 1 : at + 3] == b"\x01\x00" and content[at + 3] & 0x30 == 0x10
    )
    path.write_bytes(content[: last + 188])
    assert covered(path).gaps[-1][1:] == (SETTINGS.window_ms, "cut-off")


def test_what_is_cut_beyond_the_window_is_not_missed(tmp_path: Path) -> None:
    path = broken_clips.truncate(moving(tmp_path / "a.mp4"), 0.8)
    settings = DecodeSettings(window_ms=2_000, sample_every_ms=200)
    coverage = covered(path, settings)
    assert coverage.gaps == ()
    assert coverage.repeated_frames == 0
    assert coverage.decoded_ms == 2_000


@pytest.mark.parametrize("name", ["a.flv", "a.mkv"])
def test_sound_that_is_longer_than_the_picture_makes_no_gap(tmp_path: Path, name: str) -> None:
    path = _with_sound(tmp_path / name, video_s=2, audio_s=5)
    coverage = covered(path)
    assert coverage.gaps == ()
    assert covered(broken_clips.truncate(path, 0.4)).gaps[-1][2] == "cut-off"


def test_lost_fragments_in_the_middle_are_a_gap(tmp_path: Path) -> None:
    path = broken_clips.without_fragments(_in_fragments(tmp_path), [1, 2])
    coverage = covered(path)
    ((begin_ms, end_ms, reason),) = coverage.gaps
    assert reason == "lost-data"
    assert begin_ms == pytest.approx(1_000, abs=NEAR_MS)
    assert end_ms == 3_000
    # Every 200 ms, and a moment after each.
    assert coverage.repeated_frames == pytest.approx(20, abs=3)
    assert coverage.corrupt_frames == 0


def test_lost_fragments_at_the_start_are_a_gap_before_the_first_frame(tmp_path: Path) -> None:
    path = broken_clips.without_fragments(_in_fragments(tmp_path), [0, 1])
    ((begin_ms, end_ms, reason),) = covered(path).gaps
    assert (end_ms, reason) == (0, "missing-start")
    assert begin_ms == pytest.approx(-2_000, abs=NEAR_MS)


@pytest.mark.parametrize(("byte", "last_ms"), [(0xA7, SETTINGS.window_ms), (0, None)])
def test_what_is_no_box_after_fragments_may_be_lost_ones_unless_it_is_empty(
    tmp_path: Path, byte: int, last_ms: int | None
) -> None:
    path = _in_fragments(tmp_path)
    path.write_bytes(path.read_bytes() + bytes([byte]) * 5_000)
    assert [gap[1:] for gap in covered(path).gaps] == ([(last_ms, "cut-off")] if last_ms else [])


def test_a_late_start_in_one_piece_lacks_nothing(tmp_path: Path) -> None:
    how = Encoding(start_ms=1_000, time_base=Fraction(1, 1000))
    scene = clouds((160, 288), (10, 20, 40), (240, 220, 200))
    path = encode(tmp_path / "late.mp4", film(scene, [], steady(2, 25)), how)
    assert covered(path).gaps == ()


@pytest.mark.parametrize(
    "name", ["a.mp4", "fragments.mp4", "a.mkv", "live.mkv", "a.flv", "a.ts", "a.m2ts", "a.wmv"]
)
def test_a_card_that_stands_is_no_hole(tmp_path: Path, name: str) -> None:
    times = [Fraction(40 * number) for number in (*range(10), *range(60, 80))]
    scene = clouds((160, 288), (10, 20, 40), (240, 220, 200))
    how = Encoding(time_base=Fraction(1, 1000), options={"g": "8", "bf": "0"})
    how = Encoding("wmv2", time_base=Fraction(1, 1000)) if name == "a.wmv" else how
    is_remade = name in ("fragments.mp4", "live.mkv")
    path = encode(tmp_path / ("whole.mp4" if is_remade else name), film(scene, [], times), how)
    if name == "fragments.mp4":
        path = broken_clips.fragmented(path, tmp_path / name)
    elif name == "live.mkv":
        path = broken_clips.remuxed(path, tmp_path / name, {"live": "1"})
    coverage = covered(path)
    assert coverage.gaps == ()
    assert coverage.repeated_frames == coverage.corrupt_frames == 0


def test_a_matroska_file_with_garbage_in_the_middle_has_a_gap_there(tmp_path: Path) -> None:
    path = moving(tmp_path / "a.mkv")
    content = bytearray(path.read_bytes())
    begin, end = len(content) * 4 // 10, len(content) * 6 // 10
    content[begin:end] = np.random.default_rng(0).integers(0, 256, end - begin, np.uint8).tobytes()
    path.write_bytes(content)
    coverage = covered(path)
    assert coverage.gaps
    assert {gap[2] for gap in coverage.gaps} <= {"lost-data", "cut-off"}
    assert sum(end - begin for begin, end, _ in coverage.gaps) >= 600


HOLES: dict[str, tuple[Callable[[Path], Path], set[str]]] = {
    "mp4": (STATED["mp4"], {"random", "zeros"}),
    "mkv": (STATED["mkv"], {"random", "zeros", "removed"}),
    "live mkv": (UNSTATED["live mkv"], {"random", "zeros", "removed"}),
    # Its decoder says nothing of wrong bytes inside a frame, and nothing else does.
    "webm": (STATED["webm"], {"removed"}),
    "flv": (STATED["flv"], {"random", "zeros", "removed"}),
    "live flv": (UNSTATED["live flv"], {"random", "zeros", "removed"}),
    "ts": (UNSTATED["ts"], {"random", "removed"}),
}


@pytest.mark.parametrize(
    ("make", "how"),
    [
        pytest.param(make, how, id=f"{name}, {how}")
        for name, (make, hows) in HOLES.items()
        for how in sorted(hows)
    ],
)
def test_a_hole_is_told_wherever_it_lies(tmp_path: Path, make: Callable[[Path], Path], how: str) -> None:
    path = make(tmp_path)
    whole = path.read_bytes()
    for seed in range(25):
        random = np.random.default_rng(seed)
        begin = round(len(whole) * random.uniform(0.15, 0.7))
        length = round(len(whole) * random.uniform(0.15, 0.25))
        hole = {"random": random.bytes(length), "zeros": bytes(length), "removed": b""}[how]
        path.write_bytes(whole[:begin] + hole + whole[begin + length :])
        try:
            coverage = covered(path)
        except UndecodableVideo:
            continue
        assert coverage.gaps or coverage.corrupt_frames, seed


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.mkv", b"\xa3\x58\x6b"),  # a block of 6 KiB, which ends in the next cluster
        ("a.mkv", b"\xec\x58\x6b"),  # as much that is void
        ("a.mkv", b"\xa3\x10\x40\x00\x00"),  # a block that is longer than the file
        ("live.mkv", b"\xa3\x58\x6b"),
        ("live.mkv", b"\xa3\x10\x40\x00\x00"),
        ("a.flv", b"\x09\x40\x00\x00\x55\x55\x55\x55\x01"),  # a tag that is longer than the file, much later
    ],
)
def test_a_hole_that_begins_like_a_part_of_the_file_is_a_gap(tmp_path: Path, name: str, part: bytes) -> None:
    path = (_live(name, {"live": "1"}) if name == "live.mkv" else _plain(name))(tmp_path)
    content = bytearray(path.read_bytes())
    _, second, third, *_ = places_of_keys(path)
    begin, end = second.stop + (4 if name == "a.flv" else 0), third.start - 2_000
    content[begin:end] = (part + np.random.default_rng(0).bytes(end - begin))[: end - begin]
    path.write_bytes(content)
    assert {gap[2] for gap in covered(path).gaps} & {"lost-data", "cut-off"}


def test_damage_that_looks_like_another_stream_raises_nothing(tmp_path: Path) -> None:
    """At its end each stream gives a packet that has the number of the first."""
    path = _live("live.flv", {"flvflags": "no_duration_filesize"})(tmp_path)
    content = bytearray(path.read_bytes())
    begin = places_of_keys(path)[1].stop + 4
    # A tag of data, much later, which takes 16 KiB for itself.
    content[begin : begin + 1_000] = b"\x12\x00\x40\x00\x55\x55\x55\x55\x00\x00\x00"
    path.write_bytes(content)
    assert covered(path).gaps[-1][1:] == (SETTINGS.window_ms, "cut-off")


def test_packets_of_an_asf_file_that_are_none_are_a_gap(tmp_path: Path) -> None:
    path = moving(tmp_path / "a.wmv", "wmv2")
    content = bytearray(path.read_bytes())
    packet_bytes = 3_200
    first = content.index(b"\x82\0\0")
    begin, end = (first + packet_bytes * number for number in (5, 9))
    content[begin:end] = np.random.default_rng(0).bytes(end - begin)
    path.write_bytes(content)
    coverage = covered(path)
    assert {gap[2] for gap in coverage.gaps} == {"lost-data"}
    assert coverage.corrupt_frames + coverage.repeated_frames >= 5


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "libx264"), ("a.mkv", "libx264"), ("b.mp4", "libx265")]
)
def test_zeros_inside_one_frame_are_damage(tmp_path: Path, name: str, codec: str) -> None:
    path = moving(tmp_path / name, codec)
    content = bytearray(path.read_bytes())
    key = places_of_keys(path)[2]
    at, length = key.start + len(key) // 2, len(key) // 4
    content[at : at + length] = bytes(length)
    path.write_bytes(content)
    coverage = covered(path)
    assert coverage.corrupt_frames == pytest.approx(10, abs=1)
    assert [gap[2] for gap in coverage.gaps] == ["lost-data"]


@pytest.mark.parametrize(
    ("codec", "header"), [("libx264", b"\x06"), ("libx265", b"\x4e\x01")], ids=["H.264", "HEVC"]
)
def test_zeros_in_a_side_message_are_no_damage(tmp_path: Path, codec: str, header: bytes) -> None:
    message = header + b"\x05\x30" + bytes(48) + b"\x80"
    whole, path = moving(tmp_path / "whole.mp4", codec), tmp_path / "a.mp4"
    with av.open(str(whole)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                written = av.Packet(len(message).to_bytes(4, "big") + message + bytes(packet))
                written.pts, written.dts, written.time_base = packet.pts, packet.dts, packet.time_base
                written.duration, written.is_keyframe = packet.duration or 0, packet.is_keyframe
                written.stream = stream
                target.mux(written)
    coverage = covered(path)
    assert coverage.gaps == ()
    assert coverage.corrupt_frames == 0


def test_a_stream_that_is_filled_up_to_its_rate_is_sound(tmp_path: Path) -> None:
    options = {
        "x264-params": "nal-hrd=cbr:filler=1",
        "b": "2M",
        "minrate": "2M",
        "maxrate": "2M",
        "bufsize": "1M",
    }
    scene = clouds((160, 288), (10, 20, 40), (240, 220, 200))
    path = encode(tmp_path / "a.mp4", film(scene, [], steady(2, 25)), Encoding(options=options))
    assert path.stat().st_size > 300_000
    coverage = covered(path)
    assert coverage.gaps == ()
    assert coverage.corrupt_frames == 0


def test_lost_packets_of_a_transport_stream_are_a_gap(tmp_path: Path) -> None:
    path = moving(tmp_path / "a.ts")
    content = path.read_bytes()
    packets = len(content) // 188
    path.write_bytes(content[: packets * 4 // 10 * 188] + content[packets * 6 // 10 * 188 :])
    coverage = covered(path)
    assert any(reason == "lost-data" for _, _, reason in coverage.gaps)
    assert coverage.repeated_frames + coverage.corrupt_frames > 0


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "libx264"), ("a.mkv", "libx264"), ("a.ts", "libx264"), ("b.mp4", "libx265")]
)
def test_frames_that_were_left_out_of_a_copy_are_a_gap(tmp_path: Path, name: str, codec: str) -> None:
    def is_kept(packet: "Packet[VideoStream]") -> bool:
        assert packet.dts is not None
        assert packet.time_base is not None
        return not 1.3 < packet.dts * packet.time_base < 2.5

    whole = moving(tmp_path / "whole.mp4", codec)
    coverage = covered(broken_clips.remuxed(whole, tmp_path / name, {}, is_kept))
    assert coverage.gaps
    begin_ms, end_ms, reason = coverage.gaps[0]
    assert reason == "lost-data"
    assert begin_ms == pytest.approx(1_350, abs=NEAR_MS)
    assert end_ms == 3_000  # the next key frame
    assert coverage.repeated_frames + coverage.corrupt_frames >= 12


ODD_WAYS = {
    "open groups": "open-gop=1:keyint=20",
    "many references": "ref=16:bframes=8:b-pyramid=strict",
    "no key frames": "intra-refresh=1:keyint=30",
    "interlaced": "interlaced=1",
    "slices": "slices=4",
    "long patterns": "bframes=16:b-adapt=2:direct=temporal",
}


@pytest.mark.parametrize("way", ODD_WAYS)
@pytest.mark.parametrize("name", ["a.mp4", "a.ts", "a.h264"])
def test_odd_ways_of_coding_are_no_losses(tmp_path: Path, name: str, way: str) -> None:
    scene = clouds((160, 288), (10, 20, 40), (240, 220, 200), period_ms=4_000)
    how = Encoding(options={"preset": "medium", "x264-params": ODD_WAYS[way]})
    coverage = covered(encode(tmp_path / name, film(scene, [], steady(3, 25)), how))
    assert coverage.gaps == ()
    assert coverage.corrupt_frames == coverage.repeated_frames == 0


def _with_sound(path: Path, video_s: float, audio_s: float) -> Path:
    """A moving picture, and silence that goes on."""
    scene = clouds((160, 288), (10, 20, 40), (240, 220, 200), period_ms=4_000)
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        video = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "g": "25"})
        audio = container.add_stream("aac", rate=48_000)
        assert isinstance(video, VideoStream)
        assert isinstance(audio, AudioStream)
        video.height, video.width, video.pix_fmt = 288, 160, "yuv420p"
        for number, picture in enumerate(_pictures(scene(0).shape[:2], round(video_s * 25))):
            picture.pts = number
            container.mux(video.encode(picture))
        container.mux(video.encode())
        for number in range(round(audio_s * 48)):
            silence = av.AudioFrame.from_ndarray(np.zeros((2, 1000), np.float32), "fltp", "stereo")
            silence.sample_rate, silence.pts, silence.time_base = 48_000, 1000 * number, Fraction(1, 48_000)
            container.mux(audio.encode(silence))
        container.mux(audio.encode())
    return path


def _pictures(shape: tuple[int, ...], count: int) -> Iterator[av.VideoFrame]:
    scene = clouds((shape[1], shape[0]), (10, 20, 40), (240, 220, 200), period_ms=4_000)
    for number in range(count):
        yield av.VideoFrame.from_ndarray(np.ascontiguousarray(scene(40.0 * number)), "rgb24")
