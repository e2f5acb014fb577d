"""The one way in which a stranger's video is opened: by CLI, library, audit, desk and service.

A playlist is no video here. FFmpeg would open what it names, files of this machine and addresses of others,
so only demuxers that read a single file may look at it, and the only protocol is an open file: no name is
ever handed to FFmpeg, so none is taken for a pattern (``a%03d.jpg``), a list (``concat:a|b``) or an address.
"""

import errno
import io
import os
import stat

import av
from av.container import InputContainer
from av.error import FFmpegError

from detector.errors import InputError, InputNotPermitted, NotAVideo, no_such_file
from detector.video import file_kinds
from detector.video.remote_io import Remote, is_remote, let_go, open_remote
from detector.video.source import HeldFile

DEMUXERS = (
    "mov", "mp4", "matroska", "webm", "mpegts", "mpeg", "mpegvideo", "avi", "flv", "live_flv", "kux", "asf",
    "wtv", "rm", "mxf", "gxf", "ogg", "nut", "dv", "swf", "ivf", "obu", "av1", "h261", "h263", "h264", "hevc",
    "vvc", "vc1", "m4v", "cavsvideo", "yuv4mpegpipe", "gif", "apng", *file_kinds.STILL_DEMUXERS,
)  # fmt: skip
"""The demuxers of FFmpeg that may look at a file: those that open no other one."""

_OPTIONS = {"format_whitelist": ",".join(DEMUXERS), "protocol_whitelist": "fd", "enable_drefs": "0"}
"""``enable_drefs``: with it FFmpeg opens the files in which the frames of a MOV lie."""

_OTHER_FILES = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_NO_SUCH_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})


def open_container(path: str | HeldFile) -> InputContainer:
    """Open a video or a still picture: a file, an object on the network, or one that is open already.

    Raises the ``InputError`` that says why it cannot be read, and what to do.
    """
    if isinstance(path, HeldFile):
        return _opened(path.name_told, path)
    if is_remote(path):
        try:
            return _opened(path, open_remote(path))
        except InputError:
            let_go()  # it may be mended
            raise
    with open_file(path) as file:
        return _opened(path, file)  # FFmpeg holds a descriptor of its own


def open_file(path: str) -> io.FileIO:
    """Open a file of this machine for reading, unbuffered. Raises ``InputError``.

    A name is only ever the name of a file, whatever it looks like. What is no plain file is not opened, as
    that may block, or rewind a tape.
    """
    try:
        _refuse_unless_plain(path, os.stat(path))  # noqa: PTH116  (Path drops a slash at the end)
        file = io.FileIO(path, opener=_without_blocking)
        try:
            _refuse_unless_plain(path, os.fstat(file.fileno()))
        except InputError:
            file.close()
            raise
    except OSError as error:
        raise explain(path, error) from None
    except ValueError:  # a NUL in the name
        raise no_such_file(path) from None
    return file


def _without_blocking(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # should it have become a pipe meanwhile


def explain(path: str, error: OSError) -> InputError:
    """The error of ours for one of the system's while a file is opened or read."""
    if error.errno in _NO_SUCH_FILE:
        return no_such_file(path)
    if isinstance(error, PermissionError):
        return InputNotPermitted(f"{path}: this user may not read the file", "change its permissions")
    told = f"{path}: the file cannot be read ({error.strerror or error})"
    return InputError(told, "is its disk or network share all right? copy the file, and try again")


def _refuse_unless_plain(path: str, state: os.stat_result) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise NotAVideo(f"{path}: is a folder", "give the videos in it")
    for is_kind, what in _OTHER_FILES:
        if is_kind(state.st_mode):
            hint = "save what comes from it to a file, and give that: places in a video must be looked up"
            raise NotAVideo(f"{path}: is {what}, not a file", hint)


def _opened(path: str, source: io.FileIO | Remote | HeldFile) -> InputContainer:
    source.seek(0)
    head = source.read(file_kinds.HEAD_BYTES)
    if not head:
        raise NotAVideo(f"{path}: the file is empty", "fetch it again")
    if file_kinds.is_animated_webp(head):
        raise _refused(path, file_kinds.ANIMATED_WEBP)
    if file_kinds.is_reference_movie(source):
        raise _refused(path, file_kinds.REFERENCE_MOVIE)
    # From here on FFmpeg reads: its descriptor has its place in the file in common with this one.
    source.seek(0)
    demuxer = file_kinds.still_demuxer(head)
    try:
        if isinstance(source, io.FileIO):
            options = {**_OPTIONS, "fd": str(source.fileno())}
            container = av.open("fd:", "r", demuxer, options=options, metadata_errors="ignore")
        else:
            container = av.open(source, "r", demuxer, options=_OPTIONS, metadata_errors="ignore")
    except FFmpegError as error:
        if isinstance(error, OSError) and error.errno == errno.EIO:
            raise explain(path, error) from None
        raise _refused(path, file_kinds.why_unreadable(path, source)) from None
    if file_kinds.is_heif(head) and len(container.streams.video) > 1:
        container.close()
        raise _refused(path, file_kinds.HEIF)
    return container


def _refused(path: str, reason: file_kinds.Reason) -> NotAVideo:
    what, hint = reason
    return NotAVideo(f"{path}: {what}", hint)
