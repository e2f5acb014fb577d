"""Damage that a decoder only logs: FFmpeg's gives broken slices of HEVC out as pictures that look sound."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from av import VideoCodecContext, logging
from av.error import FFmpegError
from av.video.frame import VideoFrame

from detector.video.sampling import VideoPacket

_LOGS_ONLY = frozenset({"hevc"})
"""Of such decoders. H.264's marks its damaged pictures, and complains of sound streams too."""
_STRICT = {"err_detect": "explode"}


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
