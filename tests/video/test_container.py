"""How files are opened: by any name, none that was not named, and with an error that says what it is."""

import ctypes
import os
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from detector.errors import InputError, InputNotFound, InputNotPermitted, NotAVideo
from detector.settings.vision import DecodeSettings
from detector.video.container import DEMUXERS, open_container
from detector.video.decoder import digest, open_video
from tests import broken_clips
from tests.clips import Encoding, encode, film, has_encoder, kept_priority, steady
from tests.drawing.backgrounds import gradient
from tests.video.servers import Served, served

SIZE = (64, 48)
ALL = 3
"""How many samples the first second of a whole clip has."""
Place = Callable[[str], str]
"""From the name of a file in the folder to what is opened: its path, or its address on a server."""


def clip(path: Path, encoding: Encoding | None = None, seconds: float = 2) -> Path:
    return encode(path, film(gradient(SIZE, (0, 0, 0), (90, 90, 90)), [], steady(seconds, 25)), encoding)


def picture(path: Path, codec: str, muxer: str, pixel_format: str, frames: int = 1) -> Path:
    with av.open(str(path), "w", muxer, options={"update": "1"} if muxer == "image2" else {}) as container:
        stream = container.add_stream(codec, rate=5)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SIZE, pixel_format
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((*SIZE[::-1], 3), 40 * number, np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def frames_of(path: str) -> int:
    with open_video(path, DecodeSettings(window_ms=1_000)) as video:
        frames = [frame for frame, _ in video.samples()]
    assert (video.width_px, video.height_px) == SIZE
    return len(frames)


def refused(path: str, error: type[InputError] = NotAVideo) -> str:
    """The message with which a file is refused."""
    with pytest.raises(error) as caught:
        frames_of(path)
    assert caught.value.hint
    assert caught.value.message.startswith(f"{path}: ")
    return caught.value.message.removeprefix(f"{path}: ")


@pytest.fixture(params=["local", "remote"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """The same file on this machine and on a server."""
    if request.param == "local":
        yield lambda name: str(tmp_path / name)
        return
    pytest.importorskip("httpx", reason="httpx is not installed: pip install 'micro-drama-detector[http]'")
    with served(Served(tmp_path)) as running:
        yield lambda name: f"{running.url}/{name}"


@contextmanager
def untouched(file: Path) -> Iterator[None]:
    """Fails if somebody opens the file meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(file), 0x20) >= 0  # IN_OPEN
    try:
        yield
        with pytest.raises(BlockingIOError):  # nothing to tell
            os.read(watch, 4096)
    finally:
        os.close(watch)


def test_a_file_that_is_opened_is_noticed(tmp_path: Path) -> None:
    canary = clip(tmp_path / "canary.mp4")
    with pytest.raises(pytest.fail.Exception), untouched(canary):
        frames_of(str(canary))


ODD_NAMES = [
    "EP01: 开始.mp4", "12:30 播出.mp4", "http:x.mp4", "s3:x.mp4", "file:x.mp4", "fd:", "fd:3.mp4", "pipe:0",
    "-x.mp4", "-", "a%03d.mp4", "a?b*[1].mp4", "concat:a|b", "subfile,,start,0,end,0,,:x.mp4", "data:,x",
    "cache:x.mp4", "C:\\x.mp4", " x.mp4 ", "x\n.mp4", "x\r", os.fsdecode(b"bad-\xff.mp4"), "x.m3u8",
    "x.txt", "x.jpg", "x",
    f"{'n' * 251}.mp4", "rtsp:x.sdp", "~", "$HOME.mp4", "a#b?c=d.mp4", "%2e%2e.mp4", "'x'\".mp4",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_only_the_name_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    clip(tmp_path / "clip.mp4").rename(tmp_path / name)
    assert frames_of(name) == frames_of(str(tmp_path / name)) == ALL
    assert digest(name) == digest(str(tmp_path / name))


def test_a_pattern_of_pictures_is_the_one_picture_of_this_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        picture(tmp_path / f"a{number:03}.jpg", "mjpeg", "image2", "yuvj420p")
    assert refused("a%03d.jpg", InputNotFound) == "there is no such file"
    (tmp_path / "a%03d.jpg").write_bytes((tmp_path / "a001.jpg").read_bytes())
    with untouched(tmp_path / "a000.jpg"):
        assert frames_of("a%03d.jpg") == 1


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"
DASH = """<?xml version="1.0"?>
<!-- made by hand -->
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"
 mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4">
<Representation id="1" bandwidth="1" codecs="avc1.42c00a"><BaseURL>{}</BaseURL></Representation>
</AdaptationSet></Period></MPD>"""
PLAYLISTS = {
    "x.m3u8": HLS,
    "x.mp4": HLS,
    "bom.m3u8": "\ufeff" + HLS,
    "x.m3u": "{}\n",
    "x.mpd": DASH,
    "renamed.ts": DASH,
    "x.ffconcat": "ffconcat version 1.0\nfile '{}'\n",
    "x.txt": "ffconcat version 1.0\nfile '{}'\n",
    "bare.txt": "# two files\nfile '{}'\nfile '{}'\n",
    "addresses.txt": "{}\n{}\n",
    "x.pls": "[playlist]\nFile1={}\nNumberOfEntries=1\n",
    "x.asx": '<asx version="3.0"><entry><ref href="{}"/></entry></asx>',
    "x.xspf": '<?xml version="1.0"?>\n<playlist><trackList><track><location>{}</location></track>',
    "CPL.xml": '<?xml version="1.0"?><CompositionPlaylist><Id>{}</Id></CompositionPlaylist>',
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_playlist_opens_nothing_that_it_names(tmp_path: Path, place: Place, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    canary = clip(tmp_path / "elsewhere" / "canary.mp4")
    relative = clip(tmp_path / "canary.mp4")
    with served(Served(canary.parent)) as other:
        for named in (f"file://{canary}", f"file:{canary}", f"{other.url}/canary.mp4"):
            (tmp_path / name).write_text(PLAYLISTS[name].replace("{}", named), "utf-8")
            with untouched(canary):
                assert refused(place(name)) == "is a playlist, not a video"
        (tmp_path / name).write_text(PLAYLISTS[name].replace("{}", "canary.mp4"), "utf-8")
        with untouched(relative):
            assert refused(place(name)).startswith(("is a playlist", "is a text file"))
        assert other.asked == []


def test_a_description_of_a_live_stream_asks_nobody(tmp_path: Path, place: Place) -> None:
    (tmp_path / "x.sdp").write_text(
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
        "a=rtpmap:96 H264/90000\n"
    )
    assert "live stream" in refused(place("x.sdp"))


def rebuilt(content: bytes, names: tuple[bytes, ...], change: Callable[[bytes], bytes]) -> bytes:
    """ISO media with the content of the box that these names lead to changed, and the sizes round it."""
    out, start = b"", 0
    while start < len(content):
        size, name = struct.unpack_from(">I4s", content, start)
        inner = content[start + 8 : start + size]
        if name == names[0]:
            inner = change(inner) if len(names) == 1 else rebuilt(inner, names[1:], change)
        out += struct.pack(">I4s", 8 + len(inner), name) + inner
        start += size
    return out


DATA_REFERENCES = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")


@pytest.mark.parametrize("kind", [b"url ", b"alis"])
def test_a_movie_whose_frames_lie_in_another_file_opens_none(
    tmp_path: Path, place: Place, kind: bytes
) -> None:
    canary = clip(tmp_path / "canary.mp4")
    whole = clip(tmp_path / "whole.mov", Encoding(moov_first=False)).read_bytes()

    def table(*entries: bytes) -> bytes:
        boxes = b"".join(struct.pack(">I", 4 + len(entry)) + entry for entry in entries)
        return struct.pack(">II", 0, len(entries)) + boxes

    named = kind + bytes(4) + f"file://{canary}\0".encode() * 8
    external = rebuilt(whole, DATA_REFERENCES, lambda _: table(named))
    (tmp_path / "x.mov").write_bytes(external)
    with untouched(canary):
        assert refused(place("x.mov")) == "is a reference movie: its frames lie in other files"
    # A reference without the flag "in this file", which names none either: some writers forget it.
    (tmp_path / "y.mov").write_bytes(rebuilt(whole, DATA_REFERENCES, lambda _: table(kind + bytes(4))))
    assert frames_of(place("y.mov")) == ALL


def test_a_movie_of_alternatives_is_a_reference_movie(tmp_path: Path, place: Place) -> None:
    rmra = struct.pack(">I4sI4s", 24, b"moov", 16, b"rmra") + bytes(8)
    (tmp_path / "x.mov").write_bytes(struct.pack(">I4s4sI", 16, b"ftyp", b"qt  ", 0) + rmra)
    assert "reference movie" in refused(place("x.mov"))


def film_of(path: Path, muxer: str, options: dict[str, str] | None = None, title: str = "") -> bytes:
    with av.open(str(path), "w", muxer, options=options) as container:
        container.metadata["title"] = title
        stream = container.add_stream("libx264", rate=25, options={"g": "12"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for number in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((*SIZE[::-1], 3), number, np.uint8), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


def test_matroska_that_is_linked_to_another_file_is_read_alone(tmp_path: Path, place: Place) -> None:
    before = clip(tmp_path / "before.mkv")
    content = film_of(tmp_path / "x.mkv", "matroska", title="t" * 60)
    title = b"\x7b\xa9" + bytes([0x80 | 60]) + b"t" * 60
    links = b"\x3c\xb9\x23\x90" + bytes(16) + b"\x3c\x83\xab\x8abefore.mkv"  # PrevUID, PrevFilename
    void = b"\xec" + bytes([0x80 | len(title) - len(links) - 2]) + bytes(len(title) - len(links) - 2)
    assert content.count(title) == 1
    (tmp_path / "x.mkv").write_bytes(content.replace(title, links + void))
    with untouched(before):
        assert frames_of(place("x.mkv")) == ALL


STILLS = [
    ("x.jpg", "mjpeg", "image2", "yuvj420p"),
    ("x.png", "png", "image2", "rgb24"),
    ("x.webp", "libwebp", "webp", "yuv420p"),
    ("x.bmp", "bmp", "image2", "bgr24"),
    ("x.tiff", "tiff", "image2", "rgb24"),
    ("x.j2k", "jpeg2000", "image2", "rgb24"),
]


@pytest.mark.parametrize("still", STILLS, ids=[name for name, *_ in STILLS])
@pytest.mark.parametrize("suffix", ["", ".mp4"])
def test_a_still_is_one_frame_whatever_its_name(
    tmp_path: Path, place: Place, still: tuple[str, str, str, str], suffix: str
) -> None:
    name, codec, muxer, pixel_format = still
    picture(tmp_path / name, codec, muxer, pixel_format).rename(tmp_path / (name + suffix))
    assert frames_of(place(name + suffix)) == 1
    with open_container(place(name + suffix)) as container:
        assert container.format.name.endswith("_pipe")


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"), [("x.gif", "gif", "rgb8"), ("x.apng", "apng", "rgb24")]
)
def test_moving_pictures_are_videos(
    tmp_path: Path, place: Place, name: str, codec: str, pixel_format: str
) -> None:
    picture(tmp_path / name, codec, codec, pixel_format, frames=5)
    assert frames_of(place(name)) > 2
    (tmp_path / name).rename(tmp_path / "x.png")
    assert frames_of(place("x.png")) > 2


def test_a_phone_picture_with_a_film_at_its_end_is_the_picture(tmp_path: Path, place: Place) -> None:
    still = picture(tmp_path / "x.jpg", "mjpeg", "image2", "yuvj420p")
    still.write_bytes(still.read_bytes() + clip(tmp_path / "film.mp4").read_bytes())
    assert frames_of(place("x.jpg")) == 1


def test_an_animated_webp_is_named(tmp_path: Path, place: Place) -> None:
    picture(tmp_path / "x.webp", "libwebp", "webp", "yuv420p", frames=3)
    assert "animated WebP" in refused(place("x.webp"))


def test_an_avif_of_one_part_is_read(tmp_path: Path, place: Place) -> None:
    if not has_encoder("libsvtav1"):
        pytest.skip("PyAV's FFmpeg writes no AV1")
    with kept_priority(), av.open(str(tmp_path / "x.avif"), "w", "avif") as container:
        stream = container.add_stream("libsvtav1", rate=1, options={"svtav1-params": "lp=1"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((64, 64, 3), 99, np.uint8), "rgb24")))
        container.mux(stream.encode())
    with open_video(place("x.avif"), DecodeSettings()) as video:
        (frame, _), *_ = video.samples()
    assert abs(int(frame.pixels.mean()) - 99) < 4


def heif(brand: bytes) -> bytes:
    return struct.pack(">I4s4sI4s", 20, b"ftyp", brand, 0, b"mif1") + struct.pack(">I4sI", 12, b"meta", 0)


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1"])
def test_a_picture_of_a_phone_that_cannot_be_decoded_is_named(
    tmp_path: Path, place: Place, brand: bytes
) -> None:
    (tmp_path / "x.heic").write_bytes(heif(brand) + struct.pack(">I4s", 8, b"mdat"))
    assert "HEIC or AVIF picture" in refused(place("x.heic"))


@pytest.mark.parametrize("name", ["x.m4s", "x.mp4"])
@pytest.mark.parametrize("header", [b"", struct.pack(">I4s4sI", 16, b"styp", b"msdh", 0)])
def test_a_segment_without_its_initialization_is_named(
    tmp_path: Path, place: Place, name: str, header: bytes
) -> None:
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    content = film_of(tmp_path / "whole.mp4", "mp4", options)
    first = content.index(b"moof") - 4
    before, segments = content[:first], content[first:]
    (tmp_path / name).write_bytes(header + segments)
    assert "segment of a stream" in refused(place(name))
    (tmp_path / name).write_bytes(before + header + segments)
    assert frames_of(place(name)) == ALL


def test_a_film_without_its_index_is_cut_off(tmp_path: Path, place: Place) -> None:
    broken_clips.without_index(clip(tmp_path / "x.mp4"))
    assert "cut off" in refused(place("x.mp4"))
    broken_clips.truncate(clip(tmp_path / "x.mp4", Encoding(moov_first=False)), 0.5)
    assert "cut off" in refused(place("x.mp4"))
    broken_clips.header_only(tmp_path / "x.mp4")
    assert "cut off" in refused(place("x.mp4"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        ("（浙）网微剧备字（2026）第99012号\n".encode(), "text file"),
        (b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"),
        (b"PK\x03\x04" + bytes(99), "archive"),
        (b"ID3\x04" + bytes(99), "sound"),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), "sound"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (bytes(range(256)) * 9, "no readable video file"),
        (b"\0", "no readable video file"),
    ],
)
def test_what_is_no_video_is_named(tmp_path: Path, place: Place, content: bytes, told: str) -> None:
    (tmp_path / "x.mp4").write_bytes(content)
    assert told in refused(place("x.mp4"))


def bound_socket(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    return made


@pytest.mark.parametrize("size", [2**40, 2**63 - 100, 2**64 - 1])
def test_a_box_that_claims_to_end_where_no_file_does_is_no_bug(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.mp4"
    first = struct.pack(">I4s4sI8s", 24, b"ftyp", b"isom", 512, b"isommp41")
    path.write_bytes(first + struct.pack(">I4sQ", 1, b"free", size) + bytes(200))
    with pytest.raises(NotAVideo), open_video(str(path), DecodeSettings()):
        pass


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    os.mkfifo("pipe.mp4")
    Path("link.mp4").symlink_to("pipe.mp4")
    Path("folder.mp4").mkdir()
    with bound_socket(Path("socket.mp4")):
        told = {
            "pipe.mp4": "a pipe",
            "link.mp4": "a pipe",
            "socket.mp4": "a socket",
            "folder.mp4": "a folder",
        }
        for name, what in (told | {os.devnull: "a device"}).items():
            assert refused(name).startswith(f"is {what}")
            with pytest.raises(NotAVideo):
                digest(name)


@pytest.mark.parametrize(
    "name", ["gone.mp4", "dangling.mp4", "round.mp4", "clip.mp4/x.mp4", "clip.mp4/", "n" * 300, "a\0b"]
)
def test_a_name_without_a_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    clip(Path("clip.mp4"))
    Path("dangling.mp4").symlink_to("gone.mp4")
    Path("round.mp4").symlink_to("round.mp4")
    assert refused(name, InputNotFound) == "there is no such file"


def test_an_empty_path_is_told() -> None:
    with pytest.raises(InputNotFound, match="the path is empty"):
        frames_of("")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    clip(tmp_path / "x.mp4").chmod(0)
    assert "may not read" in refused(str(tmp_path / "x.mp4"), InputNotPermitted)


def test_an_open_file_is_read_by_its_descriptor(tmp_path: Path) -> None:
    with clip(tmp_path / "x.mp4").open("rb") as file:
        (tmp_path / "x.mp4").unlink()
        assert frames_of(f"/dev/fd/{file.fileno()}") == ALL


def test_no_demuxer_reads_further_files_and_each_is_there() -> None:
    for name in DEMUXERS:
        assert av.ContainerFormat(name, "r").is_input
    leading_elsewhere = {
        "hls",
        "dash",
        "concat",
        "image2",
        "image2pipe",
        "sdp",
        "rtsp",
        "rtp",
        "sap",
        "lavfi",
    }
    assert not leading_elsewhere & set(DEMUXERS)
