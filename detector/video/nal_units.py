"""The units that a packet of H.264 or HEVC consists of, and whether zeros took the place of some."""

from collections.abc import Iterator

from av import VideoCodecContext

from detector.video.sampling import VideoPacket

_LENGTH_SIZES_AT = {"h264": 4, "hevc": 21}
"""Where a container's parameters of a stream say how long the lengths of its units are (ISO/IEC 14496-15)."""
_HOLE = bytes(16)
"""Coded data has no three zeros in a row (Rec. ITU-T H.264, 7.4.1; H.265, 7.4.2), a length may add three."""


def units_by_length(coded: bytes, length_bytes: int) -> Iterator[bytes]:
    """The units after their lengths of so many bytes; some may be empty, the last one may be cut off."""
    at = 0
    while at + length_bytes <= len(coded):
        begin = at + length_bytes
        at = begin + int.from_bytes(coded[at:begin], "big")
        yield coded[begin:at]


def is_zeroed(codec: VideoCodecContext, packet: VideoPacket) -> bool:
    """Whether zeros stand in the place of pictures' data: a piece of a download that never came.

    FFmpeg decodes them as if they were data. Only where units follow their lengths: between those that follow
    a start code zeros are allowed.
    """
    at, extradata = _LENGTH_SIZES_AT.get(codec.name), codec.extradata or b""
    if at is None or len(extradata) <= at or extradata[:1] != b"\1":
        return False
    coded = bytes(packet)
    if _HOLE not in coded:
        return False
    units = units_by_length(coded, (extradata[at] & 3) + 1)
    return any(not unit or (_is_picture(codec.name, unit[0]) and _HOLE in unit) for unit in units)


def _is_picture(codec: str, header: int) -> bool:
    """Whether a unit holds a part of a picture: side messages are malformed by some encoders."""
    return 1 <= header & 31 <= 5 if codec == "h264" else header >> 1 & 63 < 32
