"""FLV: tags of a length."""

import struct

from detector.video.structure.parts import (
    HEAD_BYTES,
    MAX_PARTS,
    Bytes,
    Statement,
    Structure,
    holds_data,
    read_at,
)

_MAX_SECONDS = 1e7


def structure(file: Bytes, size: int) -> Structure:
    """Whether the last tag is whole, and where something begins that is none."""
    at = int.from_bytes(read_at(file, 5, 4), "big") + 4
    for _ in range(MAX_PARTS):
        if at >= size:
            break
        header = read_at(file, at, 11)
        if len(header) < 11:
            return Structure(ends_early=True)
        # The number of the stream, which is always 0, tells a tag from what begins like one by chance.
        if header[0] & 0x1F not in (8, 9, 18) or any(header[8:11]):
            return Structure(holds_data(file, at), broken_at=at)
        at += 11 + int.from_bytes(header[1:4], "big") + 4
    # The length after the last tag, of 4 bytes, is left out by some writers.
    return Structure(ends_early=at - size not in (0, 4))


def statement(file: Bytes) -> Statement:
    """The length that the first tag of data states."""
    head = read_at(file, 0, HEAD_BYTES)
    key = b"\x00\x08duration\x00"
    at = head.find(key) + len(key)
    if not len(key) <= at <= len(head) - 8:
        return Statement()
    (seconds,) = struct.unpack_from(">d", head, at)
    return Statement(round(1000 * seconds) if 0 < seconds < _MAX_SECONDS else None)
