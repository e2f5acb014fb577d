"""Makes video files of every kind that the tests need: whole ones here, broken ones in ``broken_clips``.

``film`` draws, ``encode`` writes::

    scene = backgrounds.gradient((720, 1280), (20, 30, 60), (90, 40, 80))
    marker = Overlay("（浙）网微剧备字（2026）第99012号", size_px=28, place=TOP_RIGHT, to_ms=2_000)
    encode(path, film(scene, [marker], steady(seconds=3, fps=25)), Encoding(fps=25))

Equal calls give equal bytes with the same libraries.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from tests.drawing.backgrounds import Background
from tests.drawing.text import Frame, Overlay, paint

Shot = tuple[Fraction, Frame]
"""A frame and its time in ms."""

_FAST: Mapping[str, Mapping[str, str]] = {
    "libx264": {"preset": "ultrafast", "crf": "23"},
    "libx265": {"preset": "ultrafast", "crf": "26", "x265-params": "log-level=none:pools=1"},
    "libsvtav1": {"preset": "12", "crf": "35"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "33", "b": "0"},
    "mpeg4": {"b": "4000000"},
    "flv": {"b": "4000000"},
}
_FORMATS = {".ts": "mpegts", ".mkv": "matroska", ".m4v": "mp4"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How frames become a file; the file name's ending says the container.

    ``rotation``: degrees, a multiple of 90, by which a player turns the stored picture counter-clockwise
    (``VideoFrame.rotation``); the drawn frames are upright as presented. ``start_ms`` moves all times;
    what then lies before 0 is cut off by an edit list, which only MP4 and MOV have. All times must be
    multiples of ``time_base`` (seconds, 1 / ``fps`` by default); a variable frame rate needs a finer one.
    ``pixel_aspect`` is the width to the height of the stored pixels: the drawn frames, of square pixels as
    presented, are stored narrower or lower. ``moov_first`` puts the index of MP4 and MOV before the frames.
    ``options`` override the encoder's, which are the fastest ones.
    """

    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    fps: int | Fraction = 25
    rotation: int = 0
    pixel_aspect: Fraction = Fraction(1)
    start_ms: int = 0
    time_base: Fraction | None = None
    moov_first: bool = True
    options: Mapping[str, str] = field(default_factory=dict)


def steady(seconds: float, fps: int | Fraction) -> list[Fraction]:
    """The times of a constant frame rate, in ms."""
    return [Fraction(1000 * number) / fps for number in range(round(seconds * fps))]


def film(background: Background, overlays: Sequence[Overlay], times_ms: Iterable[Fraction]) -> Iterator[Shot]:
    """Frames of a background with texts over it, later overlays on top."""
    for at_ms in times_ms:
        frame = background(float(at_ms))
        for overlay in overlays:
            paint(frame, overlay, float(at_ms))
        yield at_ms, frame


def has_encoder(codec: str) -> bool:
    """Whether PyAV's FFmpeg can write this codec."""
    return codec in av.codecs_available and av.Codec(codec, "w").is_encoder


@contextmanager
def kept_priority() -> Iterator[None]:
    """Keep the caller's scheduling: SVT-AV1, run as root, leaves it, and all tests after, real-time priority.

    A browser that inherits it may then stop a busy machine.
    """
    policy = os.sched_getscheduler(0) if hasattr(os, "sched_getscheduler") else None
    try:
        yield
    finally:
        if policy is not None and os.sched_getscheduler(0) != policy:
            os.sched_setscheduler(0, policy, os.sched_param(0))


@kept_priority()
def encode(path: Path, shots: Iterable[Shot], encoding: Encoding | None = None) -> Path:
    """Write a video file and give its path. Raises ``ValueError`` for no frames and av's errors."""
    how = encoding or Encoding()
    shots = iter(shots)
    first = next(shots, None)
    if first is None:
        raise ValueError("a clip needs at least one frame")
    with av.open(str(path), "w", _FORMATS.get(path.suffix), options=_muxer_options(path, how)) as container:
        stream = container.add_stream(how.codec, rate=how.fps)
        assert isinstance(stream, VideoStream)
        _set_up(stream, how, _stored(first[1], how))
        for shot in (first, *shots):
            container.mux(stream.encode(_picture(shot, how)))
        container.mux(stream.encode())
    return path


def _muxer_options(path: Path, how: Encoding) -> dict[str, str]:
    options = {"fflags": "+bitexact"}  # no random ids, no library versions
    if path.suffix in {".mp4", ".m4v", ".mov"} and how.moov_first:
        options["movflags"] = "+faststart"
    if how.start_ms < 0:
        options["avoid_negative_ts"] = "disabled"  # else the muxer moves the start back to 0
    return options


def _set_up(stream: VideoStream, how: Encoding, stored: Frame) -> None:
    stream.height, stream.width = stored.shape[:2]
    stream.pix_fmt = how.pixel_format
    stream.codec_context.time_base = how.time_base or 1 / Fraction(how.fps)
    stream.codec_context.options = {**_FAST.get(how.codec, {}), **how.options}
    stream.codec_context.thread_count = 1
    if how.pixel_aspect != 1:
        stream.codec_context.sample_aspect_ratio = how.pixel_aspect
    if how.rotation:
        stream.set_display_rotation(how.rotation)


def _picture(shot: Shot, how: Encoding) -> av.VideoFrame:
    at_ms, frame = shot
    picture = av.VideoFrame.from_ndarray(_stored(frame, how), "rgb24")
    picture.time_base = how.time_base or 1 / Fraction(how.fps)
    ticks = (at_ms + how.start_ms) / 1000 / picture.time_base
    if ticks.denominator != 1:
        raise ValueError(f"{float(at_ms + how.start_ms)} ms is no multiple of {picture.time_base} s")
    picture.pts = int(ticks)
    return picture


def _stored(frame: Frame, how: Encoding) -> Frame:
    """The frame as it lies in the file, so that a player's widening and turning give it back."""
    turned = np.ascontiguousarray(np.rot90(frame, -(how.rotation // 90)))
    if how.pixel_aspect == 1:
        return turned
    height, width = turned.shape[:2]
    size = round(width / max(how.pixel_aspect, 1)), round(height * min(how.pixel_aspect, 1))
    return cv2.resize(turned, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
