"""What a file is, by its bytes: which kind of still picture, or why it cannot be read as a video.

FFmpeg decides whether a file is a video. This says what the others are, so that an error can tell what to do.
"""

import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from detector.video.structure.iso_media import boxes
from detector.video.structure.parts import Bytes

HEAD_BYTES = 64 * 2**10
"""How many first bytes of a file are looked at."""

Reason = tuple[str, str]
"""What is told of a file, after its name, and what to do."""

_STILLS = (
    (re.compile(rb"\xff\xd8\xff"), "jpeg_pipe"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png_pipe"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp_pipe"),
    (re.compile(rb"BM.{4}\0{4}.{4}[\x0c-\x7c]\0\0\0", re.DOTALL), "bmp_pipe"),
    (re.compile(rb"II\*\0|MM\0\*"), "tiff_pipe"),
)
STILL_DEMUXERS = (*(demuxer for _, demuxer in _STILLS), "j2k_pipe")
"""FFmpeg's demuxers of pictures; none of them looks for further files, as ``image2`` does."""

_HEIF = re.compile(rb"....ftyp(?:avif|heic|heix|heim|heis|mif1)", re.DOTALL)
_MP4 = re.compile(rb"....(?:ftyp|styp|sidx|moof|moov|mdat|free|skip|wide|pnot|uuid)", re.DOTALL)
_MAX_INDEX_BYTES = 64 * 2**20
_MAX_BOXES = 1000
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_LIST_SUFFIXES = frozenset(
    {".m3u8", ".m3u", ".mpd", ".ffconcat", ".concat", ".sdp", ".pls", ".asx", ".wax", ".wvx", ".xspf",
     ".smil", ".ism", ".ismc", ".strm", ".ram"}
)  # fmt: skip

_THE_VIDEO_ITSELF = "it names other files or addresses, and none of them is opened; give the video itself"
_LIST: Reason = ("is a playlist, not a video", _THE_VIDEO_ITSELF)
_AS_PICTURE = "save the picture as PNG or JPEG, and give that"
HEIF: Reason = ("is a HEIC or AVIF picture of several parts, which are not put together", _AS_PICTURE)
ANIMATED_WEBP: Reason = (
    "is an animated WebP, which cannot be decoded",
    "save it as MP4 or GIF, and give that",
)
REFERENCE_MOVIE: Reason = (
    "is a reference movie: its frames lie in other files",
    "none of them is opened; save it again as one self-contained file",
)

_TEXTS: tuple[tuple[re.Pattern[bytes], Reason], ...] = (
    (re.compile(rb"#EXTM3U|\[(?:playlist|reference|internetshortcut)\]", re.IGNORECASE), _LIST),
    (re.compile(rb"(?:#[^\n]*\n\s*)*(?:ffconcat version|(?:file|stream)[ \t]+\S)"), _LIST),
    (
        re.compile(
            rb"(?:<[?!][^>]*>\s*)*"
            rb"<(?:MPD|SmoothStreamingMedia|CompositionPlaylist|AssetMap|playlist|asx|smil)\b",
            re.IGNORECASE,
        ),
        _LIST,
    ),
    (re.compile(rb"(?:[a-z][a-z0-9+]+://|file:)\S+\s*(?:$|[\r\n])", re.IGNORECASE), _LIST),
    (
        re.compile(rb"v=0\s*\n"),
        ("is a description of a live stream (SDP), not a video", "record the stream, and give the recording"),
    ),
    (
        re.compile(rb"(?:<[?!][^>]*>\s*)*<(?:!doctype html|html|head|body|script)\b", re.IGNORECASE),
        (
            "is a web page, not a video",
            "the server gave a page instead, perhaps to sign in; fetch the video again",
        ),
    ),
)
_BINARIES: tuple[tuple[re.Pattern[bytes], Reason], ...] = (
    (_HEIF, ("is a HEIC or AVIF picture that cannot be decoded", _AS_PICTURE)),
    (
        re.compile(rb"PK\x03\x04|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\0"),
        ("is an archive, not a video", "unpack it, and give the videos in it"),
    ),
    (
        re.compile(rb"ID3|fLaC|\xff[\xe2-\xfb]|RIFF....WAVE|RF64....WAVE|#!AMR|FORM....AIF", re.DOTALL),
        ("is sound, not a video", "give the video, not its sound"),
    ),
    (re.compile(rb"%PDF-"), ("is a PDF document, not a video", "give the video itself")),
)
_SEGMENT: Reason = (
    "is a segment of a stream, without the initialization segment that says how to decode it",
    "put the initialization segment (init.mp4) before its segments in one file, or give the whole video",
)
_NO_INDEX: Reason = (
    "is cut off: the index of its frames (moov) is missing",
    "the download or the recording was broken off; fetch it again",
)
_TEXT: Reason = ("is a text file, not a video", "give the video itself")
_UNKNOWN: Reason = (
    "no readable video file",
    "the file is damaged, cut off or of an unknown kind; fetch or encode it again",
)


def still_demuxer(head: bytes) -> str | None:
    """FFmpeg's demuxer for the still picture that a file with these first bytes is, if it is one."""
    demuxer = next((demuxer for magic, demuxer in _STILLS if magic.match(head)), None)
    is_animated_png = demuxer == "png_pipe" and b"acTL" in head.partition(b"IDAT")[0]
    return "apng" if is_animated_png else demuxer


def is_animated_webp(head: bytes) -> bool:
    """Whether it is a WebP with several frames."""
    return head[:4] + head[8:16] == b"RIFFWEBPVP8X" and bool(head[20:21] and head[20] & 2)


def is_heif(head: bytes) -> bool:
    """Whether it is a picture in a HEIF container (HEIC, AVIF)."""
    return bool(_HEIF.match(head))


def why_unreadable(path: str, source: Bytes) -> Reason:
    """What a file is that FFmpeg did not take for a video."""
    source.seek(0)
    head = source.read(HEAD_BYTES)
    for magic, reason in _BINARIES:
        if magic.match(head):
            return reason
    if _MP4.match(head):
        return _why_no_mp4(source)
    if _CONTROL.search(head):
        return _UNKNOWN
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for start, reason in _TEXTS:
        if start.match(text):
            return reason
    # A list may have no header: then its name tells.
    return _LIST if PurePath(path).suffix.lower() in _LIST_SUFFIXES else _TEXT


def is_reference_movie(source: Bytes) -> bool:
    """Whether it is an MP4 or MOV whose frames lie in other files. FFmpeg shows nothing of it, or rubbish."""
    source.seek(0)
    if not _MP4.match(source.read(8)):
        return False
    for name, start, end in _boxes(source, 0, _size(source)):
        if name == b"moov":
            source.seek(start)
            return _refers_elsewhere(io.BytesIO(source.read(min(end - start, _MAX_INDEX_BYTES))))
        if name == b"moof":
            break
    return False


def _refers_elsewhere(moov: io.BytesIO) -> bool:
    end = len(moov.getbuffer())
    if any(_inside(moov, 0, end, b"rmra")):
        return True
    for start, stop in _inside(moov, 0, end, b"trak", b"mdia"):
        handlers = [_content(moov, *place)[8:12] for place in _inside(moov, start, stop, b"hdlr")]
        if handlers != [b"vide"]:
            continue
        for table, table_end in _inside(moov, start, stop, b"minf", b"dinf", b"dref"):
            for _, entry, entry_end in _boxes(moov, table + 8, table_end):
                flags, place = _content(moov, entry, entry_end)[3:4], _content(moov, entry + 4, entry_end)
                # Without the flag "in this file"; some writers forget it, and then name no other file either.
                if flags and not flags[0] & 1 and place.strip(b"\0"):
                    return True
    return False


def _why_no_mp4(source: Bytes) -> Reason:
    names = {name for name, _, _ in _boxes(source, 0, _size(source))}
    if b"moov" in names:
        return _UNKNOWN
    return _SEGMENT if names & {b"moof", b"styp", b"sidx"} else _NO_INDEX


def _size(source: Bytes) -> int:
    return source.seek(0, 2)


def _boxes(source: Bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, and start and end of the content, of the boxes of ISO media between two places, up to 1,000."""
    for name, begin, stop, _ in islice(boxes(source, start, end), _MAX_BOXES):
        yield name, begin, min(stop, end)


def _inside(source: Bytes, start: int, end: int, *names: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of the content of the boxes with the last name, each name's inside the one before."""
    for name, begin, stop in _boxes(source, start, end):
        if name == names[0]:
            if len(names) == 1:
                yield begin, stop
            else:
                yield from _inside(source, begin, stop, *names[1:])


def _content(source: Bytes, start: int, end: int) -> bytes:
    source.seek(start)
    return source.read(end - start)
