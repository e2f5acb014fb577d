"""MPEG program streams: a start code, and mostly a length (Rec. ITU-T H.222.0, 2.5)."""

from detector.video.structure.parts import MAX_PARTS, Bytes, Structure, read_at

_START_CODE = b"\0\0\1"
_PROGRAM_END = b"\0\0\1\xb9"
_PACK = 0xBA


def structure(file: Bytes, size: int) -> Structure | None:
    """Whether the last pack is whole, and where something begins that is none; ``None`` of too many."""
    at = 0
    for _ in range(MAX_PARTS):
        header = read_at(file, at, 14)
        if len(header) < 6 or header[:4] == _PROGRAM_END:
            return Structure(ends_early=at > size or 0 < size - at < 4)
        if header[:3] != _START_CODE or header[3] < _PACK:
            return Structure(ends_early=False, broken_at=at)
        if header[3] == _PACK:
            at += 14 + (header[-1] & 7) if header[4] >> 6 == 1 else 12
        else:
            at += 6 + int.from_bytes(header[4:6], "big")
    return None
