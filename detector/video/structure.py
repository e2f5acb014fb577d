"""How a file is built, as far as it tells whether the file is whole: its boxes, elements, tags or packets.

Only headers are read. Nothing here decides: a kind of file that is not known, or that does not say how long
it should be, gives ``None``.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

_MAX_PARTS = 300_000
"""Parts of a file that are looked at; one with more is not said to be damaged."""
_HEAD_BYTES = 64 * 2**10
_PIECE_BYTES = 2**20
_MAX_SIDX_BYTES = 2**20
_MAX_HOLE_BYTES = 64 * 2**20
_MAX_SECONDS = 1e7


class Bytes(Protocol):
    """What can be read and sought in."""

    def read(self, count: int = -1, /) -> bytes:
        """So many bytes from here, fewer at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte, from the start (0), from here (1) or from the end (2); gives that place."""

    def tell(self) -> int:
        """The next byte that is read."""


@dataclass(frozen=True, slots=True)
class Structure:
    """``ends_early``: it stops inside one of its parts. ``broken_at``: where what follows is no part."""

    ends_early: bool
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the header of a file says: its length in ms, and whether it is written in fragments."""

    stated_ms: int | None = None
    is_fragmented: bool = False


def structure_of(file: Bytes, kind: str, stream_id: int) -> Structure | None:
    """Walk through a file. ``kind``: FFmpeg's name of the container; ``stream_id``: its one of the video."""
    size = file.seek(0, 2)
    if kind == "mpegts":
        return _packets_whole(file, size, stream_id)
    walk = _WALKS.get(kind)
    return walk(file, size) if walk else None


def statement_of(file: Bytes, kind: str) -> Statement:
    """What stands in the header and FFmpeg does not tell, or mixes with estimates."""
    if kind == "mov":
        return _movie_statement(file)
    if kind == "flv":
        head = _at(file, 0, _HEAD_BYTES)
        key = b"\x00\x08duration\x00"
        at = head.find(key) + len(key)
        if len(key) <= at <= len(head) - 8:
            (seconds,) = struct.unpack_from(">d", head, at)
            return Statement(round(1000 * seconds) if 0 < seconds < _MAX_SECONDS else None)
    if kind == "asf" and (properties := _asf_properties(file)):
        return Statement(properties.play_ms)
    return Statement()


def is_scrambled(file: Bytes, kind: str) -> bool:
    """Whether the header announces encrypted video, or most packets of a transport stream are marked so."""
    size = file.seek(0, 2)
    if kind == "mov":
        return b"encv" in _sample_entries(file, 0, size, _ENTRY_PATH)
    if kind != "mpegts" or (framing := _framing(_at(file, 0, _HEAD_BYTES))) is None:
        return False
    start, length = framing
    head = _at(file, start, _HEAD_BYTES)
    marks = [bool(head[at + 3] & 0xC0) for at in range(0, len(head) - 3, length) if head[at] == _SYNC]
    return sum(marks) > len(marks) / 2


def _at(file: Bytes, place: int, count: int) -> bytes:
    try:
        file.seek(place)
    except (OSError, OverflowError):  # a size may point so far that no file has such a place
        return b""
    return file.read(count)


def _holds_data(file: Bytes, at: int) -> bool:
    """Whether a file goes on with more than zeros, which fill some up: these may have been parts."""
    while piece := _at(file, at, _PIECE_BYTES):
        if any(piece):
            return True
        at += len(piece)
    return False


# ISO base media: boxes of a length and a name.


def boxes(file: Bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start of the content, end as its length says it, and start of the next of each box."""
    for _ in range(_MAX_PARTS):
        header = _at(file, start, 16)
        if start + 8 > end or len(header) < 8:
            return
        length, name = struct.unpack_from(">I4s", header)
        content = start + 8
        if length == 1 and len(header) == 16:
            (length,) = struct.unpack_from(">Q", header, 8)
            content += 8
        elif length == 0:
            length = end - start
        if length < content - start:
            return
        yield name, content, start + length, start
        start += length


_ENTRY_PATH = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")


def _sample_entries(file: Bytes, start: int, end: int, path: tuple[bytes, ...]) -> set[bytes]:
    """The kinds of coding that all tracks together announce."""
    found: set[bytes] = set()
    for name, content, box_end, _ in boxes(file, start, end):
        if path and name == path[0]:
            begin = content + (8 if name == b"stsd" else 0)  # version, flags, count
            found |= _sample_entries(file, begin, min(box_end, end), path[1:])
        elif not path:
            found.add(name)
    return found


def _boxes_whole(file: Bytes, size: int) -> Structure:
    at = 0
    for name, _, end, _ in boxes(file, 0, size):
        if not all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in name):
            break
        at = end
    if at + 8 > size:
        return Structure(ends_early=at != size)  # within a box, or its header
    return Structure(_holds_data(file, at), broken_at=at)


def _movie_statement(file: Bytes) -> Statement:
    size = file.seek(0, 2)
    is_fragmented, stated_ms = False, 0
    for name, content, end, _ in boxes(file, 0, size):
        if name == b"moov":
            is_fragmented, stated_ms = _in_movie(file, content, min(end, size))
            if not is_fragmented:
                break
        elif name == b"sidx":
            index = _at(file, content, min(end - content, _MAX_SIDX_BYTES))
            stated_ms = max(stated_ms, _indexed_ms(index))
            break
        elif name == b"moof":
            is_fragmented = True
            break
    return Statement(stated_ms or None if is_fragmented else None, is_fragmented)


def _in_movie(file: Bytes, start: int, end: int) -> tuple[bool, int]:
    """Whether a movie box announces fragments, and how many ms of them."""
    scale = 0
    for name, content, box_end, _ in boxes(file, start, end):
        if name == b"mvhd":
            head = _at(file, content, 24)
            at = 20 if head[:1] == b"\x01" else 12
            scale = int.from_bytes(head[at : at + 4], "big")
        elif name == b"mvex":
            for inner, inner_content, _, _ in boxes(file, content, box_end):
                if inner == b"mehd" and scale:
                    head = _at(file, inner_content, 12)
                    length = head[4:12] if head[:1] == b"\x01" else head[4:8]
                    return True, 1000 * int.from_bytes(length, "big") // scale
            return True, 0
    return False, 0


def _indexed_ms(index: bytes) -> int:
    """The length of all that a segment index lists."""
    if len(index) < 24:
        return 0
    scale = int.from_bytes(index[8:12], "big")
    entries = 32 if index[0] else 24
    count = int.from_bytes(index[entries - 2 : entries], "big")
    lengths = (
        int.from_bytes(index[at + 4 : at + 8], "big")
        for at in range(entries, min(len(index) - 11, entries + 12 * count), 12)
    )
    return 1000 * sum(lengths) // scale if scale else 0


# Matroska: elements of a name, a length and, in a few, further elements.

_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
_ANYWHERE = frozenset({0xEC, 0xBF})
"""Void, CRC-32."""
_IN_FILE = _ANYWHERE | {
    0x1A45DFA3, _SEGMENT, _CLUSTER, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1941A469, 0x1043A770,
    0x1254C367,
}  # fmt: skip
"""The head of the file, a segment and what stands in it."""
_IN_CLUSTER = _ANYWHERE | {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF}


def _elements_whole(file: Bytes, size: int) -> Structure | None:
    at, ends_early = 0, False
    cluster: int | None = None
    cluster_end: int | None = None  # of one that is written live nobody knows
    for _ in range(_MAX_PARTS):
        if at == cluster_end:
            cluster = cluster_end = None
        # Where a cluster's end is not known, an element before the one that is seen to be none may be none.
        lost_at = cluster if cluster is not None and cluster_end is None else at
        if at >= size:
            is_beyond = at > size
            return Structure(ends_early or is_beyond, lost_at if is_beyond and lost_at < at else None)
        header = _at(file, at, 12)
        name_length = _vint_length(header[:1], 4)
        length_length = _vint_length(header[name_length : name_length + 1], 8)
        if name_length + length_length > len(header):
            return Structure(ends_early=True)
        name = int.from_bytes(header[:name_length], "big")
        content = at + name_length + length_length
        length = int.from_bytes(header[name_length : name_length + length_length], "big")
        length -= 1 << 7 * length_length
        is_known = length != (1 << 7 * length_length) - 1
        end = content + length
        # What is no element has a name of a cluster's once in 32 times: that it also ends in time is rare.
        names = _IN_FILE if cluster is None else _IN_CLUSTER if cluster_end else _IN_FILE | _IN_CLUSTER
        is_element = name_length > 0 < length_length and name in names
        if not is_element or (cluster_end is not None and end > cluster_end):
            return Structure(ends_early or _holds_data(file, at), broken_at=lost_at)
        ends_early = ends_early or (is_known and end > size)
        if name == _CLUSTER:
            cluster, cluster_end = at, end if is_known else None
        elif name in _IN_FILE - _ANYWHERE:
            cluster = None
        at = content if name in (_SEGMENT, _CLUSTER) else end
    return None


def _vint_length(first: bytes, most: int) -> int:
    """How many bytes a number has, by its first one; 0: it is none."""
    length = 9 - first[0].bit_length() if first else 0
    return length if length <= most else 0


# MPEG transport streams: packets of one length.

_SYNC = 0x47
_LAST_PACKETS = 2_000


def _packets_whole(file: Bytes, size: int, number: int) -> Structure | None:
    framing = _framing(_at(file, 0, _HEAD_BYTES))
    if framing is None:
        return None
    start, length = framing
    tail = size - start + (4 if length == 192 else 0)  # 192: each has a time of 4 bytes before it
    return Structure(ends_early=tail % length != 0 or _is_inside_a_frame(file, (start, size, length), number))


def is_out_of_step(file: Bytes, begin: int, end: int) -> bool:
    """Whether a transport stream holds what is no packet between two of its packets."""
    framing = _framing(_at(file, 0, _HEAD_BYTES))
    if framing is None:
        return False
    starts = _at(file, begin, min(max(0, end - begin), _MAX_HOLE_BYTES))[:: framing[1]]
    return starts.count(_SYNC) < len(starts)


def _framing(head: bytes) -> tuple[int, int] | None:
    """Where the first packet begins, and how long they are."""
    for length in (188, 192, 204):
        for start in range(length):
            places = range(start, min(len(head), start + 5 * length), length)
            if len(places) > 1 and all(head[place] == _SYNC for place in places):
                return start, length
    return None


def _is_inside_a_frame(file: Bytes, packets: tuple[int, int, int], number: int) -> bool:
    """Whether the last packet of a stream is full: a frame's last one is filled up, but for 1 of 184."""
    start, size, length = packets
    count = (size - start) // length
    for place in range(count, max(-1, count - _LAST_PACKETS), -1):
        head = _at(file, start + place * length, 6)
        if len(head) < 6 or head[0] != _SYNC or int.from_bytes(head[1:3], "big") & 0x1FFF != number:
            continue
        has_filling_field = bool(head[3] & 0x20)
        clock_bytes = 6 if head[5] & 0x10 else 0
        return not has_filling_field or head[4] == 1 + clock_bytes
    return False


# MPEG program streams: a start code, and mostly a length.


def _program_whole(file: Bytes, size: int) -> Structure | None:
    at = 0
    for _ in range(_MAX_PARTS):
        header = _at(file, at, 14)
        if len(header) < 6 or header[:4] == _PROGRAM_END:
            return Structure(ends_early=at > size or 0 < size - at < 4)
        if header[:3] != _START_CODE or header[3] < _PACK:
            return Structure(ends_early=False, broken_at=at)
        if header[3] == _PACK:
            at += 14 + (header[-1] & 7) if header[4] >> 6 == 1 else 12
        else:
            at += 6 + int.from_bytes(header[4:6], "big")
    return None


_START_CODE = b"\0\0\1"
_PROGRAM_END = b"\0\0\1\xb9"
_PACK = 0xBA


# FLV: tags of a length.


def _tags_whole(file: Bytes, size: int) -> Structure:
    at = int.from_bytes(_at(file, 5, 4), "big") + 4
    for _ in range(_MAX_PARTS):
        if at >= size:
            break
        header = _at(file, at, 11)
        if len(header) < 11:
            return Structure(ends_early=True)
        # The number of the stream, which is always 0, tells a tag from what begins like one by chance.
        if header[0] & 0x1F not in (8, 9, 18) or any(header[8:11]):
            return Structure(_holds_data(file, at), broken_at=at)
        at += 11 + int.from_bytes(header[1:4], "big") + 4
    # The length after the last tag, of 4 bytes, is left out by some writers.
    return Structure(ends_early=at - size not in (0, 4))


# RIFF (AVI): lists of a length.


def _riffs_whole(file: Bytes, size: int) -> Structure:
    at = 0
    while at + 8 <= size:
        header = _at(file, at, 8)
        if header[:4] != b"RIFF":
            break
        at += 8 + int.from_bytes(header[4:], "little")
        at += at % 2
    return Structure(ends_early=at > size + 1)


_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_DATA_HEAD_BYTES = 50
_ASF_PACKET_START = b"\x82\0\0"
"""How nearly every writer begins a packet: two bytes for correcting errors, which hold none."""


@dataclass(frozen=True, slots=True)
class _AsfProperties:
    """Bytes of the file and of each of its packets, and ms of play, as the header states them."""

    file_bytes: int
    packet_bytes: int
    play_ms: int


def _asf_properties(file: Bytes) -> _AsfProperties | None:
    """``None`` for a broadcast."""
    head = _at(file, 0, _HEAD_BYTES)
    at = head.find(_ASF_FILE_PROPERTIES) + 40
    if at < 40 or at + 60 > len(head):
        return None
    length, _, _, play, _, preroll, flags, packet_bytes = struct.unpack_from("<6QII", head, at)
    return None if flags & 1 else _AsfProperties(length, packet_bytes, max(0, play // 10_000 - preroll))


def _asf_whole(file: Bytes, size: int) -> Structure | None:
    properties = _asf_properties(file)
    if properties is None:
        return None
    ends_early = properties.file_bytes > size
    head_bytes = int.from_bytes(_at(file, 16, 8), "little")
    data_bytes = int.from_bytes(_at(file, head_bytes + 16, 8), "little")
    begin, end = head_bytes + _ASF_DATA_HEAD_BYTES, min(head_bytes + data_bytes, size)
    places = range(begin, end - 2, max(1, properties.packet_bytes))
    if len(places) > _MAX_PARTS or _at(file, begin, 3) != _ASF_PACKET_START:
        return Structure(ends_early)
    broken_at = next((at for at in places if _at(file, at, 3) != _ASF_PACKET_START), None)
    return Structure(ends_early, broken_at)


_WALKS: dict[str, Callable[[Bytes, int], Structure | None]] = {
    "mov": _boxes_whole,
    "matroska": _elements_whole,
    "flv": _tags_whole,
    "live_flv": _tags_whole,
    "mpeg": _program_whole,
    "avi": _riffs_whole,
    "asf": _asf_whole,
}
