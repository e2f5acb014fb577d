"""What a damaged file still shows beside its original: by FFmpeg alone, with no frame left out."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

_SIDE = 40
_FAR_LEVELS, _FAR_SHARE = 24, 0.3
"""A picture is another one where this share of it differs by so many levels of 255."""
_MAX_BROKEN_READS = 1_000
_GAP_MS = 100
"""Packets so far apart leave a time out; frames are shown up to that much later than they are decoded."""


@dataclass(frozen=True, slots=True)
class Holes:
    """The longest stretches of the original, in ms, of which no sound picture is left.

    ``stated_ms``: that can be known from the file: its frames begin late or end early; its packets leave a
    time out; the decoder complained. ``silent_ms``: those, and frames that are garbled or left out although
    the packets' times are whole and the decoder did not complain.
    """

    stated_ms: int
    silent_ms: int


@dataclass(frozen=True, slots=True)
class _Shown:
    """A frame; whether the decoder complained just before it, or since the last key frame."""

    at_ms: int
    thumb: NDArray[np.int16]
    follows_error: bool
    builds_on_error: bool


@dataclass(slots=True)
class _Seen:
    """The frames of a file in the order of their times, and the times (ms) that its packets leave out."""

    frames: list[_Shown]
    gaps: list[tuple[int, int]]


def holes(original: Path, damaged: Path, window_ms: int) -> Holes:
    """Compare a damaged file with its original over the window."""
    wanted = [shown for shown in _seen(original).frames if shown.at_ms < window_ms]
    left = _seen(damaged)
    frame_ms = wanted[1].at_ms - wanted[0].at_ms
    stated = silent = longest_stated = longest_silent = 0
    for shown in wanted:
        is_lost, is_stated = _lost(shown, left, frame_ms)
        stated = stated + frame_ms if is_stated else 0
        silent = silent + frame_ms if is_lost else 0
        longest_stated, longest_silent = max(longest_stated, stated), max(longest_silent, silent)
    return Holes(longest_stated, longest_silent)


def _lost(shown: _Shown, left: _Seen, frame_ms: int) -> tuple[bool, bool]:
    """Whether a frame of the original is not there any more, and whether the file lets one know it."""
    place = bisect_right(left.frames, shown.at_ms + frame_ms // 2, key=lambda frame: frame.at_ms)
    if place == 0:
        return True, True
    stands = left.frames[place - 1]
    if shown.at_ms - stands.at_ms <= frame_ms:
        is_other = bool(np.mean(np.abs(shown.thumb - stands.thumb) > _FAR_LEVELS) > _FAR_SHARE)
        return is_other, is_other and stands.builds_on_error
    is_left_out = any(begin <= shown.at_ms < end for begin, end in left.gaps)
    return True, place == len(left.frames) or is_left_out or left.frames[place].follows_error


def _seen(path: Path) -> _Seen:
    """All frames with a time."""
    seen = _Seen([], [])
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            if container.streams.video:
                _look(container, seen)
    except FFmpegError:
        pass
    seen.frames.sort(key=lambda frame: frame.at_ms)
    return seen


def _look(container: InputContainer, seen: _Seen) -> None:
    follows = builds = False
    for frame in _frames(container, seen.gaps):
        if frame is None:
            follows = builds = True
            continue
        builds = frame.is_corrupt or (builds and not frame.key_frame)
        if frame.time is not None:
            grey = frame.to_ndarray(format="gray").astype(np.uint8)
            thumb = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
            seen.frames.append(_Shown(round(1000 * frame.time), thumb, follows, builds))
            follows = False


def _frames(container: InputContainer, gaps: list[tuple[int, int]]) -> Iterator[VideoFrame | None]:
    """The frames, and ``None`` for each error and each damaged packet; ``gaps`` grows on the way."""
    ends_ms: float | None = None
    for packet in _packets(container):
        if packet is None or packet.is_corrupt:
            yield None
        if packet is None:
            continue
        if packet.dts is not None and packet.time_base is not None:
            begins_ms, tick_ms = float(1000 * packet.dts * packet.time_base), float(1000 * packet.time_base)
            if ends_ms is not None and begins_ms > ends_ms + _GAP_MS:
                gaps.append((round(ends_ms), round(begins_ms) + _GAP_MS))
            ends_ms = begins_ms + (packet.duration or 0) * tick_ms
        try:
            yield from packet.decode()
        except EOFError:
            return
        except FFmpegError:
            yield None


def _packets(container: InputContainer) -> "Iterator[Packet[VideoStream] | None]":
    """The packets, and ``None`` for each error."""
    for _ in range(_MAX_BROKEN_READS):
        try:
            yield from container.demux(container.streams.video[0])
        except EOFError:
            return
        except (FFmpegError, IndexError):  # PyAV's, for a packet of a stream that it does not know
            yield None
        else:
            return
