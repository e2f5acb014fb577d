"""Files taken apart and put together again: boxes, fragments, transport packets, streams."""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

FORMATS = {".ts": "mpegts", ".mkv": "matroska", ".wmv": "asf", ".m4v": "m4v", ".h265": "hevc"}
"""Muxers whose name is not the file's ending."""
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}

_TS_PACKET = 188
_PTS_HZ = 90_000
_SOUND_HZ = 48_000

Keep = Callable[[int, float], bool]
"""Whether a packet stays: its place in the file's order, and its time in s."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of an MP4: its name, and its first byte and the one after its last."""

    name: bytes
    start: int
    end: int


def boxes(content: bytes | bytearray, start: int = 0, end: int | None = None) -> list[Box]:
    """The boxes that lie side by side between two places."""
    found = []
    end = len(content) if end is None else end
    while start + 8 <= end:
        length, name = struct.unpack_from(">I4s", content, start)
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, start + 8)
        length = min(length or end - start, end - start)
        found.append(Box(name, start, start + length))
        start += max(length, 8)
    return found


Matrix = tuple[int, int, int, int, int, int]
"""a, b, c, d, x, y of a player's transformation: (ax + cy + x, bx + dy + y)."""


def set_matrix(path: Path, matrix: Matrix) -> Path:
    """Write a display matrix into the first track header of an MP4; x and y in px."""
    content = bytearray(path.read_bytes())
    header = content.index(b"tkhd") - 4
    place = header + (48 if content[header + 8] == 0 else 60)
    a, b, c, d, x, y = (value << 16 for value in matrix)
    struct.pack_into(">9i", content, place, a, b, 0, c, d, 0, x, y, 1 << 30)
    path.write_bytes(content)
    return path


def without_fragments(path: Path, drop: Callable[[int, float], bool]) -> Path:
    """Leave out fragments of an fMP4, by their place and their time in s (tracks of ``time_base`` 1/n)."""
    content = path.read_bytes()
    hz = _timescale(content)
    kept, number, is_dropped = [], -1, False
    for box in boxes(content):
        if box.name == b"moof":
            number += 1
            is_dropped = drop(number, _fragment_ticks(content, box) / hz)
        if not (box.name in {b"moof", b"mdat"} and is_dropped) and box.name not in {b"mfra", b"sidx"}:
            kept.append(content[box.start : box.end])
    path.write_bytes(b"".join(kept))
    return path


def _timescale(content: bytes) -> int:
    header = content.index(b"mdhd") + 4
    return int(struct.unpack_from(">I", content, header + (12 if content[header] == 0 else 20))[0])


def _fragment_ticks(content: bytes, fragment: Box) -> int:
    header = content.index(b"tfdt", fragment.start, fragment.end) + 4
    return int(struct.unpack_from(">I" if content[header] == 0 else ">Q", content, header + 4)[0])


def media(content: bytes | bytearray) -> Box:
    """The first ``mdat`` of an MP4, without its header. Raises ``StopIteration`` where there is none."""
    box = next(box for box in boxes(content) if box.name == b"mdat")
    return Box(box.name, box.start + 8, box.end)


def ts_packets(content: bytes) -> Iterator[tuple[bytes, int, float]]:
    """The packets of a transport stream with their stream's id and its time in s, -1 before the first."""
    times: dict[int, float] = {}
    for start in range(0, len(content) - _TS_PACKET + 1, _TS_PACKET):
        packet = content[start : start + _TS_PACKET]
        stream = (packet[1] & 0x1F) << 8 | packet[2]
        if packet[1] & 0x40:
            payload = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
            seconds = _pes_seconds(packet[payload:])
            if seconds is not None:
                times[stream] = seconds
        yield packet, stream, times.get(stream, -1.0)


def _pes_seconds(payload: bytes) -> float | None:
    """The time at which a frame is to be decoded."""
    if payload[:3] != b"\0\0\1" or len(payload) < 19 or not payload[7] & 0x80:
        return None
    stamp = payload[14:19] if payload[7] & 0x40 else payload[9:14]
    ticks = (stamp[0] >> 1 & 7) << 30 | stamp[1] << 22 | (stamp[2] >> 1) << 15 | stamp[3] << 7 | stamp[4] >> 1
    return ticks / _PTS_HZ


def ts_without(path: Path, drop: Callable[[int, float], bool]) -> Path:
    """Leave out packets by their stream's id and their time in s since the first one; tables stay."""
    packets = list(ts_packets(path.read_bytes()))
    start = min((seconds for _, _, seconds in packets if seconds >= 0), default=0.0)
    kept = [packet for packet, stream, at in packets if at < 0 or not drop(stream, at - start)]
    path.write_bytes(b"".join(kept))
    return path


def ts_video_id(path: Path) -> int:
    """The id of the video's packets."""
    with av.open(str(path)) as container:
        return container.streams.video[0].id


def remux(
    source: Path,
    target: Path,
    options: Mapping[str, str] | None = None,
    keep: Keep | None = None,
    sound_s: float = 0.0,
) -> Path:
    """The same packets in another container, if need be fewer of them, and silence beside them."""
    with av.open(str(source)) as read, _written(target, options) as written:
        video = read.streams.video[0]
        stream = written.add_stream_from_template(video)
        sound = written.add_stream("aac", rate=_SOUND_HZ) if sound_s else None
        silence = list(_silence(sound, sound_s)) if isinstance(sound, AudioStream) else []
        for number, packet in enumerate(_packets(read, video)):
            assert packet.dts is not None
            seconds = float(packet.dts * packet.time_base)
            if keep is None or keep(number, seconds):
                packet.stream = stream
                written.mux(packet)
            while silence and _seconds(silence[0]) <= seconds:
                written.mux(silence.pop(0))
        written.mux(silence)
    return target


def streams_of(
    sources: Sequence[Path], target: Path, *, default: int | None = None, cover: int | None = None
) -> Path:
    """The first video stream of each file, side by side; ``default`` and ``cover`` are marked as such."""
    reads = [av.open(str(source)) for source in sources]
    with _written(target) as written:
        videos = [read.streams.video[0] for read in reads]
        streams = [written.add_stream_from_template(video) for video in videos]
        for number, stream in enumerate(streams):
            stream.disposition = Disposition.default if number == default else Disposition(0)
            if number == cover:
                stream.disposition = Disposition.attached_pic
        packets = [
            (float((packet.dts or 0) * packet.time_base), number, packet)
            for number, (read, video) in enumerate(zip(reads, videos, strict=True))
            for packet in _packets(read, video)
        ]
        for _, number, packet in sorted(packets, key=lambda entry: entry[:2]):
            packet.stream = streams[number]
            written.mux(packet)
    for read in reads:
        read.close()
    return target


def _packets(read: InputContainer, video: VideoStream) -> "list[Packet[VideoStream]]":
    """All packets, in the order in which they are to be decoded; each has both its times."""
    packets = [packet for packet in read.demux(video) if packet.size]
    if any(packet.dts is None for packet in packets):
        # Matroska tells when frames are shown only: the nth is decoded so long before the nth that is shown.
        shown = sorted(packet.pts or 0 for packet in packets)
        ahead = max(at - (packet.pts or 0) for at, packet in zip(shown, packets, strict=True))
        for at, packet in zip(shown, packets, strict=True):
            packet.dts = at - ahead
    return packets


def _written(target: Path, options: Mapping[str, str] | None = None) -> OutputContainer:
    chosen = {"fflags": "+bitexact", **(options or {})}
    return av.open(str(target), "w", FORMATS.get(target.suffix), options=chosen)


def _silence(stream: AudioStream, seconds: float) -> "Iterator[Packet[AudioStream]]":
    for number in range(round(seconds * _SOUND_HZ / 1_024)):
        samples = av.AudioFrame.from_ndarray(np.zeros((2, 1_024), np.float32), "fltp", "stereo")
        samples.sample_rate, samples.pts, samples.time_base = (
            _SOUND_HZ,
            1_024 * number,
            Fraction(1, _SOUND_HZ),
        )
        yield from stream.encode(samples)
    yield from stream.encode()


def _seconds(packet: "Packet[AudioStream]") -> float:
    return float((packet.pts or 0) * packet.time_base)
