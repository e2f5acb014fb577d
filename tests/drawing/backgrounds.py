"""Pictures that move: each background is a function from the time in ms to a fresh frame."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from tests.drawing.text import BLACK, Colour, Frame

Size = tuple[int, int]
"""Width and height in px."""
Background = Callable[[float], Frame]

_SWAY_PX = 120
_SEEK_S = 2.0
"""A leap as long as that is quicker by seeking than by decoding on."""


def flat(size: Size, colour: Colour = BLACK) -> Background:
    """A card of one colour."""
    width, height = size

    def at(_ms: float) -> Frame:
        return np.full((height, width, 3), colour, np.uint8)

    return at


def gradient(size: Size, first: Colour, last: Colour, period_ms: int = 6_000) -> Background:
    """Waves of two colours that cross the picture from the lower right, one in each period."""
    width, height = size
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    slope = down + np.linspace(0, 0.5, width, dtype=np.float32)

    def at(ms: float) -> Frame:
        return _mixed(first, last, 0.5 - 0.5 * np.cos(2 * np.pi * (slope + ms / period_ms)))

    return at


def _mixed(first: Colour, last: Colour, shares: NDArray[np.float32]) -> Frame:
    """The shares (height x width, 0 to 1) of the way from one colour to another.

    Colour by colour: numpy takes ten times as long for an array whose last axis is the three colours.
    """
    begins, rises = np.asarray(first, np.float32), np.subtract(last, first, dtype=np.float32)
    colours = [
        np.rint(begin + shares * rise).astype(np.uint8) for begin, rise in zip(begins, rises, strict=True)
    ]
    return np.asarray(cv2.merge(colours), np.uint8)


def noise(over: Background, strength: float, seed: int = 0) -> Background:
    """Grain, new on every frame: normal noise with a standard deviation of ``strength`` levels of 255."""

    def at(ms: float) -> Frame:
        frame = over(ms)
        random = np.random.default_rng((seed, round(ms)))
        grain = random.standard_normal(frame.shape[:2], np.float32)[:, :, None]
        return np.clip(frame + strength * grain, 0, 255).astype(np.uint8)

    return at


@dataclass(frozen=True, slots=True)
class Camera:
    """A steady move over a picture. Centres are shares of the picture's width and height.

    Zoom 1 just fills the frame; below 1 the colours of the picture's edge fill the rest.
    """

    zoom: tuple[float, float] = (1.0, 1.2)
    centre_x: tuple[float, float] = (0.5, 0.5)
    centre_y: tuple[float, float] = (0.5, 0.5)
    over_ms: int = 5_000


def pan_and_zoom(picture: Frame, size: Size, camera: Camera) -> Background:
    """A camera over a still picture; after ``over_ms`` it stands."""
    width, height = size
    rows, columns = picture.shape[:2]
    fill = max(width / columns, height / rows)

    def at(ms: float) -> Frame:
        share = min(1.0, ms / camera.over_ms)
        scale = fill * np.interp(share, (0, 1), camera.zoom)
        wide, high = columns * scale, rows * scale
        x = _kept_inside(wide * np.interp(share, (0, 1), camera.centre_x), width, wide)
        y = _kept_inside(high * np.interp(share, (0, 1), camera.centre_y), height, high)
        move = np.array([[scale, 0, -x], [0, scale, -y]])
        moved = cv2.warpAffine(picture, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, np.uint8)

    return at


def _kept_inside(centre: float, length: float, room: float) -> float:
    """Where a stretch of ``length`` round ``centre`` begins if it is to stay within 0 to ``room``."""
    if length > room:
        return (room - length) / 2
    return min(max(centre - length / 2, 0), room - length)


def graded(over: Background, tint: tuple[float, float, float], vignette: float = 0.0) -> Background:
    """Red, green and blue times ``tint``; corners darker by the share ``vignette`` (0 to 1)."""

    def at(ms: float) -> Frame:
        frame = over(ms)
        y, x = (np.linspace(-1, 1, length, dtype=np.float32) ** 2 for length in frame.shape[:2])
        shade = 1 - vignette * (y[:, None] + x[None, :]) / 2
        gain = shade[:, :, None] * np.asarray(tint, np.float32)
        toned: Frame = np.clip(frame * gain, 0, 255).astype(np.uint8)
        return toned

    return at


def cuts(*scenes: tuple[int, Background]) -> Background:
    """Scenes one after the other, each with the ms at which it begins; the first begins at 0."""
    begins = [begin for begin, _ in scenes]

    def at(ms: float) -> Frame:
        begin, scene = scenes[bisect_right(begins, ms) - 1]
        return scene(ms - begin)

    return at


def clouds(size: Size, first: Colour, last: Colour, seed: int = 0, period_ms: int = 8_000) -> Background:
    """Soft and fine random shapes between two colours, swaying: busy as a real picture, quick to draw."""
    random = np.random.default_rng(seed)
    width, height = size[0] + _SWAY_PX, size[1] + _SWAY_PX
    layers = [
        cv2.resize(random.random((cells * 2, cells), np.float32), (width, height)) / cells**0.5
        for cells in (3, 7, 16, 40, 90)
    ]
    heights = np.sum(layers, axis=0, dtype=np.float32)
    picture = _mixed(first, last, (heights - heights.min()) / np.ptp(heights))

    def at(ms: float) -> Frame:
        turn = 2 * np.pi * ms / period_ms
        x, y = (round(_SWAY_PX * (0.5 + 0.5 * wave)) for wave in (np.sin(turn), np.cos(turn)))
        return picture[y : y + size[1], x : x + size[0]].copy()

    return at


def footage(
    video: Path,
    size: Size,
    seconds: float = 5.0,
    across: float = 0.5,
    *,
    from_s: float = 0.0,
    fps: float = inf,
) -> Background:
    """A stretch of a real video, cropped to the shape of ``size`` and played again and again.

    ``across`` says where the crop lies, 0 (left or top) to 1; of each second at most ``fps`` frames are kept.
    Raises ``ValueError`` where nothing decodes.
    """
    times_ms: list[float] = []
    frames: list[Frame] = []
    with av.open(str(video)) as container:
        for decoded in container.decode(video=0):
            if decoded.time is None or decoded.time > from_s + seconds:
                break
            at_ms = 1000 * (decoded.time - from_s)
            if at_ms >= (times_ms[-1] + 1000 / fps - 1 if times_ms else 0):
                times_ms.append(at_ms)
                frames.append(_cropped(decoded.to_ndarray(format="rgb24").astype(np.uint8), size, across))
    return _looped(times_ms, frames, video, size)


def _looped(times_ms: Sequence[float], frames: Sequence[Frame], video: Path, size: Size) -> Background:
    if not frames:
        raise ValueError(f"{video} gives no frame")
    period = max(times_ms[-1], 1.0)

    def at(ms: float) -> Frame:
        frame = frames[max(0, bisect_right(times_ms, ms % period) - 1)]
        return np.array(cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC), np.uint8)

    return at


def _cropped(frame: Frame, size: Size, across: float) -> Frame:
    """The part in the shape of ``size``, in the video's own px, but not larger than ``size``."""
    scale = max(size[0] / frame.shape[1], size[1] / frame.shape[0])
    width, height = min(frame.shape[1], round(size[0] / scale)), min(frame.shape[0], round(size[1] / scale))
    x, y = round(across * (frame.shape[1] - width)), round(across * (frame.shape[0] - height))
    part = frame[y : y + height, x : x + width]
    if scale >= 1:
        return part.copy()
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


def played(video: Path, size: Size, across: float = 0.5, *, from_s: float = 0.0) -> Background:
    """A real video from a time on, cropped like ``footage``; past its end its last frame stands.

    It is decoded anew, not kept in memory: cheap where times rise, dear where they leap.
    """
    player = _Player(video)

    def at(ms: float) -> Frame:
        frame = player.at(from_s + ms / 1000).to_ndarray(format="rgb24").astype(np.uint8)
        return np.asarray(
            cv2.resize(_cropped(frame, size, across), size, interpolation=cv2.INTER_CUBIC), np.uint8
        )

    return at


class _Player:
    """The frames of a video file by time."""

    def __init__(self, video: Path) -> None:
        self._video = video
        self._container = av.open(str(video))
        self._frames: Iterator[VideoFrame] = iter(())
        self._shown: VideoFrame | None = None
        self._next: VideoFrame | None = None

    def at(self, second: float) -> VideoFrame:
        """The frame that stands at a time. Raises ``ValueError`` where nothing decodes."""
        shown = self._shown
        if shown is None or not 0 <= second - (shown.time or 0.0) < _SEEK_S:
            shown = self._sought(second)
        while self._next is not None and (self._next.time or 0.0) <= second:
            shown, self._next = self._next, next(self._frames, None)
        self._shown = shown
        return shown

    def _sought(self, second: float) -> VideoFrame:
        self._container.seek(round(second * av.time_base))
        self._frames = self._container.decode(video=0)
        first = next(self._frames, None) or self._shown
        if first is None:
            raise ValueError(f"{self._video} gives no frame at {second} s")
        self._next = next(self._frames, None)
        return first
