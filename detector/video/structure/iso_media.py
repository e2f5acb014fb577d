"""ISO base media (MP4, MOV): boxes of a length and a name (ISO/IEC 14496-12)."""

import struct
from collections.abc import Iterator

from detector.video.structure.parts import MAX_PARTS, Bytes, Statement, Structure, holds_data, read_at

_MAX_SIDX_BYTES = 2**20
_ENTRY_PATH = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")


def boxes(file: Bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start of the content, end as its length says it, and start of the next of each box."""
    for _ in range(MAX_PARTS):
        header = read_at(file, start, 16)
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


def structure(file: Bytes, size: int) -> Structure:
    """Whether the last box is whole, and where something begins that is none."""
    at = 0
    for name, _, end, _ in boxes(file, 0, size):
        if not all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in name):
            break
        at = end
    if at + 8 > size:
        return Structure(ends_early=at != size)  # within a box, or its header
    return Structure(holds_data(file, at), broken_at=at)


def statement(file: Bytes) -> Statement:
    """The length that fragments announce, and whether there are any."""
    size = file.seek(0, 2)
    is_fragmented, stated_ms = False, 0
    for name, content, end, _ in boxes(file, 0, size):
        if name == b"moov":
            is_fragmented, stated_ms = _in_movie(file, content, min(end, size))
            if not is_fragmented:
                break
        elif name == b"sidx":
            index = read_at(file, content, min(end - content, _MAX_SIDX_BYTES))
            stated_ms = max(stated_ms, _indexed_ms(index))
            break
        elif name == b"moof":
            is_fragmented = True
            break
    return Statement(stated_ms or None if is_fragmented else None, is_fragmented)


def is_encrypted(file: Bytes) -> bool:
    """Whether a track announces encrypted video."""
    return b"encv" in _sample_entries(file, 0, file.seek(0, 2), _ENTRY_PATH)


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


def _in_movie(file: Bytes, start: int, end: int) -> tuple[bool, int]:
    """Whether a movie box announces fragments, and how many ms of them."""
    scale = 0
    for name, content, box_end, _ in boxes(file, start, end):
        if name == b"mvhd":
            head = read_at(file, content, 24)
            at = 20 if head[:1] == b"\x01" else 12
            scale = int.from_bytes(head[at : at + 4], "big")
        elif name == b"mvex":
            for inner, inner_content, _, _ in boxes(file, content, box_end):
                if inner == b"mehd" and scale:
                    head = read_at(file, inner_content, 12)
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
