"""What a stranger's file is, before anything of it is decoded: which container, and how long.

Playlists and other lists of files are no videos here: FFmpeg would open what they name.
"""

import av
from av.error import FFmpegError

from detector.errors import NotAVideo, VideoTooLong

CONTAINERS = (
    "mov", "mp4", "matroska", "webm", "mpegts", "mpeg", "mpegvideo", "avi", "flv", "live_flv", "asf", "mxf",
    "ogg", "ivf", "obu", "h264", "hevc", "m4v",
)  # fmt: skip
"""The demuxers of FFmpeg that may look at a file."""

_OPTIONS = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}


def check(path: str, max_duration_s: int) -> None:
    """Raise ``NotAVideo`` for a file of no such container, ``VideoTooLong`` for one that is longer."""
    try:
        with av.open(path, options=_OPTIONS, metadata_errors="ignore") as container:
            duration_s = (container.duration or 0) / av.time_base
    except (OSError, FFmpegError) as error:
        hint = "the file is damaged, cut off or of an unknown kind; fetch or encode it again"
        raise NotAVideo(f"{path}: no readable video file ({error.strerror})", hint) from None
    if duration_s > max_duration_s:
        told = f"{path}: lasts {duration_s:.0f} s, more than {max_duration_s} s"
        raise VideoTooLong(told, "send the opening alone; the setting service.max_duration_s is the limit")
