"""Video files with one named fault each."""

import random
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from tests.clips import Encoding, encode, film, steady
from tests.drawing.backgrounds import gradient

if TYPE_CHECKING:
    from av.packet import Packet

    Keep: TypeAlias = Callable[[Packet[VideoStream]], bool]


def truncate(path: Path, keep: float) -> Path:
    """Cut the end of a file off, as a broken download does. ``keep`` is the share of the bytes that stay."""
    path.write_bytes(path.read_bytes()[: round(keep * path.stat().st_size)])
    return path


def damage(path: Path, between: tuple[float, float] = (0.4, 0.6), one_in: int = 50) -> Path:
    """Flip one byte in ``one_in`` between two shares of an MP4's media data; the index stays whole."""
    content = bytearray(path.read_bytes())
    start, end = next((start, end) for name, start, end in _atoms(content) if name == b"mdat")
    first, last = (round(start + 8 + share * (end - start - 8)) for share in between)
    for place in random.Random(0).sample(range(first, last), (last - first) // one_in):
        content[place] ^= 0xFF
    path.write_bytes(content)
    return path


def with_matrix(path: Path, matrix: tuple[float, float, float, float]) -> Path:
    """Give an MP4's only track the display matrix a, b, c, d: a stored x, y is shown at ax + cy, bx + dy."""
    content = bytearray(path.read_bytes())
    track_header = content.index(b"tkhd") + 4
    times = 4 * (8 if content[track_header] == 1 else 4) + 4  # version 1 has times of 8 bytes
    a, b, c, d = (round(value * 2**16) for value in matrix)
    place = track_header + 4 + times + 16
    struct.pack_into(">9i", content, place, a, b, 0, c, d, 0, 0, 0, 2**30)
    path.write_bytes(content)
    return path


def empty(path: Path) -> Path:
    """No byte at all."""
    path.write_bytes(b"")
    return path


def text_renamed(path: Path) -> Path:
    """A text file that was given a video's name."""
    path.write_text("（浙）网微剧备字（2026）第99012号\n" * 40, "utf-8")
    return path


def header_only(path: Path) -> Path:
    """An MP4 whose upload stopped after the first atom: ``ftyp`` and nothing else."""
    path.write_bytes(struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp41"))
    return path


def without_index(path: Path) -> Path:
    """Take the ``moov`` atom out of an MP4: the frames are there, nothing says where."""
    content = path.read_bytes()
    kept = [content[start:end] for name, start, end in _atoms(content) if name != b"moov"]
    path.write_bytes(b"".join(kept))
    return path


def audio_only(path: Path) -> Path:
    """One second of silence (AAC) and no picture."""
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("aac", rate=48_000)
        assert isinstance(stream, AudioStream)
        for number in range(48):
            silence = av.AudioFrame.from_ndarray(np.zeros((2, 1000), np.float32), "fltp", "stereo")
            silence.sample_rate, silence.pts, silence.time_base = 48_000, 1000 * number, Fraction(1, 48_000)
            container.mux(stream.encode(silence))
        container.mux(stream.encode())
    return path


def huge(path: Path) -> Path:
    """One black frame of 64 million pixels, more than is decoded (H.264, grey, a small file)."""
    side_px = 8_000
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=1, options={"preset": "ultrafast"})
        assert isinstance(stream, VideoStream)
        stream.width = stream.height = side_px
        stream.pix_fmt = "gray"
        picture = av.VideoFrame(side_px, side_px, "gray")
        picture.planes[0].update(bytes(picture.planes[0].buffer_size))
        picture.pts = 0
        container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def zero_size(path: Path) -> Path:
    """An AVI of raw frames whose header says that they are 0 x 0 px."""
    shots = film(gradient((32, 32), (0, 0, 0), (255, 255, 255)), [], steady(seconds=0.2, fps=25))
    encode(path, shots, Encoding("rawvideo"))
    content = bytearray(path.read_bytes())
    bitmap_header = content.index(b"strf") + 8
    content[bitmap_header + 4 : bitmap_header + 12] = bytes(8)
    path.write_bytes(content)
    return path


def remuxed(source: Path, path: Path, options: Mapping[str, str], keep: "Keep" = lambda _: True) -> Path:
    """Copy a video, without the packets that are not to be kept, into the container of the new name."""
    with (
        av.open(str(source)) as read,
        av.open(str(path), "w", options={"fflags": "+bitexact", **options}) as written,
    ):
        stream = read.streams.video[0]
        copy = written.add_stream_from_template(stream)
        for packet in read.demux(stream):
            if packet.size and keep(packet):
                packet.stream = copy
                written.mux(packet)
    return path


def fragmented(source: Path, path: Path) -> Path:
    """The same video as an MP4 in fragments, one for each key frame; nothing says how long it is."""
    return remuxed(source, path, {"movflags": "frag_keyframe+empty_moov+default_base_moof"})


def without_fragments(path: Path, gone: Sequence[int]) -> Path:
    """Take fragments out of an MP4, as a download that lost some segments."""
    content = path.read_bytes()
    kept, number = [], -1
    for name, start, end in _atoms(content):
        number += name == b"moof"
        is_gone = name in (b"moof", b"mdat") and number in gone
        if not is_gone and name != b"mfra":
            kept.append(content[start:end])
    path.write_bytes(b"".join(kept))
    return path


def marked_encrypted(path: Path) -> Path:
    """Announce an MP4's video as encrypted, as a packager does who keeps the key elsewhere."""
    content = path.read_bytes()
    at = content.index(b"avc1", content.index(b"stsd"))
    path.write_bytes(content[:at] + b"encv" + content[at + 4 :])
    return path


def scrambled(path: Path) -> Path:
    """Mark the packets of a transport stream as scrambled, all but its tables."""
    content = bytearray(path.read_bytes())
    for at in range(0, len(content), 188):
        if int.from_bytes(content[at + 1 : at + 3], "big") & 0x1FFF >= 0x100:
            content[at + 3] |= 0x80
    path.write_bytes(content)
    return path


def _atoms(content: bytes | bytearray) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of an MP4's top-level atoms."""
    start = 0
    while start < len(content):
        length, name = struct.unpack_from(">I4s", content, start)
        yield name, start, start + length
        start += length
