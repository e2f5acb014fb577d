"""Damage that a decoder only logs, or not even that: its pictures look sound.

FFmpeg's logs broken slices of HEVC, and decodes zeros in the place of coded data.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from av import VideoCodecContext, logging
from av.error import FFmpegError
from av.video.frame import VideoFrame

from detector.video.sampling import VideoPacket

_LOGS_ONLY = frozenset({"hevc"})
"""Of such decoders. H.264's marks its damaged pictures, and complains of sound streams too."""
_STRICT = {"err_detect": "explode"}
_LENGTH_SIZES_AT = {"h264": 4, "hevc": 21}
"""Where a container's parameters of a stream say how long the lengths of its units are (ISO/IEC 14496-15)."""
_HOLE = bytes(16)
"""Coded data has no three zeros in a row (Rec. ITU-T H.264, 7.4.1; H.265, 7.4.2), a length may add three."""


def make_strict(codec: VideoCodecContext, first: VideoPacket) -> None:
    """Have a decoder that has not begun raise what it would only log.

    It stays as it is where no picture would come out then: there are encoders whose side messages are
    malformed, and whose pictures are sound. Of 12 damaged files 10 are told so, and 2 by the log.
    """
    if codec.name not in _LOGS_ONLY:
        return
    trial = VideoCodecContext.create(codec.name, "r")
    assert isinstance(trial, VideoCodecContext)
    trial.extradata, trial.options = codec.extradata, _STRICT
    pictures: list[VideoFrame] = []
    for packet in (first, None):
        with suppress(FFmpegError):
            pictures += trial.decode(packet)
    if pictures:
        codec.options = _STRICT


def is_zeroed(codec: VideoCodecContext, packet: VideoPacket) -> bool:
    """Whether zeros stand in the place of pictures' data: a piece of a download that never came.

    Only where units follow their lengths: between those that follow a start code zeros are allowed.
    """
    extradata, coded = codec.extradata or b"", bytes(packet)
    at = _LENGTH_SIZES_AT.get(codec.name)
    if at is None or len(extradata) <= at or extradata[:1] != b"\1" or _HOLE not in coded:
        return False
    units = _units(coded, (extradata[at] & 3) + 1)
    return any(not unit or (_is_picture(codec.name, unit[0]) and _HOLE in unit) for unit in units)


def _units(coded: bytes, length_bytes: int) -> Iterator[bytes]:
    at = 0
    while at + length_bytes <= len(coded):
        begin = at + length_bytes
        at = begin + int.from_bytes(coded[at:begin], "big")
        yield coded[begin:at]


def _is_picture(codec: str, header: int) -> bool:
    """Whether a unit holds a part of a picture: side messages are malformed by some encoders."""
    return 1 <= header & 31 <= 5 if codec == "h264" else header >> 1 & 63 < 32


@contextmanager
def complaints(decoder: str) -> Iterator[Sequence[object]]:
    """The errors that a decoder logs meanwhile, from this thread; none is noted of other decoders."""
    if decoder not in _LOGS_ONLY:
        yield []
        return
    level = logging.get_level()
    logging.set_level(logging.ERROR)
    try:
        with logging.Capture() as logged:
            yield logged
    finally:
        logging.set_level(level)
