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
from av.video.frame import VideoFrame
from numpy.typing import NDArray

_SIDE = 40
_FAR_LEVELS, _FAR_SHARE = 24, 0.3
"""A picture is another one where this share of it differs by so many levels of 255."""
_MAX_BROKEN_READS = 1_000


@dataclass(frozen=True, slots=True)
class Holes:
    """The longest stretches of the original, in ms, of which no sound picture is left.

    ``stated_ms``: no picture came, or one that followed an error the decoder told of and is another one.
    ``silent_ms``: the same, and pictures that are others without a word from the decoder.
    """

    stated_ms: int
    silent_ms: int


@dataclass(frozen=True, slots=True)
class _Shown:
    at_ms: int
    thumb: NDArray[np.int16]
    after_error: bool


def holes(original: Path, damaged: Path, window_ms: int) -> Holes:
    """Compare a damaged file with its original over the window."""
    wanted = [shown for shown in _decoded(original) if shown.at_ms < window_ms]
    left = sorted(_decoded(damaged), key=lambda shown: shown.at_ms)
    times = [shown.at_ms for shown in left]
    frame_ms = wanted[1].at_ms - wanted[0].at_ms
    stated = silent = longest_stated = longest_silent = 0
    for shown in wanted:
        place = bisect_right(times, shown.at_ms + frame_ms // 2) - 1
        is_gone = place < 0 or shown.at_ms - times[place] > frame_ms
        is_other = not is_gone and _differ(shown.thumb, left[place].thumb)
        stated = stated + frame_ms if is_gone or (is_other and left[place].after_error) else 0
        silent = silent + frame_ms if is_gone or is_other else 0
        longest_stated, longest_silent = max(longest_stated, stated), max(longest_silent, silent)
    return Holes(longest_stated, longest_silent)


def _differ(one: NDArray[np.int16], other: NDArray[np.int16]) -> bool:
    return bool(np.mean(np.abs(one - other) > _FAR_LEVELS) > _FAR_SHARE)


def _decoded(path: Path) -> Iterator[_Shown]:
    """All frames with a time. Whatever follows an error counts as doubtful until the next key frame."""
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            if not container.streams.video:
                return
            after_error = False
            for frame in _frames(container):
                if frame is None:
                    after_error = True
                    continue
                after_error = frame.is_corrupt or (after_error and not frame.key_frame)
                if frame.time is not None:
                    grey = frame.to_ndarray(format="gray").astype(np.uint8)
                    thumb = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
                    yield _Shown(round(1000 * frame.time), thumb, after_error)
    except FFmpegError:
        return


def _frames(container: InputContainer) -> Iterator[VideoFrame | None]:
    """The frames, and ``None`` for each error."""
    for _ in range(_MAX_BROKEN_READS):
        try:
            for packet in container.demux(container.streams.video[0]):
                try:
                    yield from packet.decode()
                except EOFError:
                    return
                except FFmpegError:
                    yield None
        except EOFError:
            return
        except FFmpegError:
            yield None
        else:
            return
