"""ASF (WMV): a header, and packets of one length."""

import struct
from dataclasses import dataclass

from detector.video.structure.parts import HEAD_BYTES, MAX_PARTS, Bytes, Statement, Structure, read_at

_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_DATA_HEAD_BYTES = 50
_PACKET_START = b"\x82\0\0"
"""How nearly every writer begins a packet: two bytes for correcting errors, which hold none."""


@dataclass(frozen=True, slots=True)
class _Properties:
    """Bytes of the file and of each of its packets, and ms of play, as the header states them."""

    file_bytes: int
    packet_bytes: int
    play_ms: int


def structure(file: Bytes, size: int) -> Structure | None:
    """Whether the file is as long as it states, and where a packet is none; ``None`` of a broadcast."""
    properties = _properties(file)
    if properties is None:
        return None
    ends_early = properties.file_bytes > size
    head_bytes = int.from_bytes(read_at(file, 16, 8), "little")
    data_bytes = int.from_bytes(read_at(file, head_bytes + 16, 8), "little")
    begin, end = head_bytes + _DATA_HEAD_BYTES, min(head_bytes + data_bytes, size)
    places = range(begin, end - 2, max(1, properties.packet_bytes))
    if len(places) > MAX_PARTS or read_at(file, begin, 3) != _PACKET_START:
        return Structure(ends_early)
    broken_at = next((at for at in places if read_at(file, at, 3) != _PACKET_START), None)
    return Structure(ends_early, broken_at)


def statement(file: Bytes) -> Statement:
    """The length of play that the header states."""
    properties = _properties(file)
    return Statement(properties.play_ms if properties else None)


def _properties(file: Bytes) -> _Properties | None:
    """``None`` for a broadcast."""
    head = read_at(file, 0, HEAD_BYTES)
    at = head.find(_FILE_PROPERTIES) + 40
    if at < 40 or at + 60 > len(head):
        return None
    length, _, _, play, _, preroll, flags, packet_bytes = struct.unpack_from("<6QII", head, at)
    return None if flags & 1 else _Properties(length, packet_bytes, max(0, play // 10_000 - preroll))
