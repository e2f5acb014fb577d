"""Frames as a viewer gets them: made smaller or softer, encoded with x264, decoded."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

import av
import cv2
import numpy as np

from training.reader.stock import Grey

_LEVELS = np.arange(256)
_NARROWER = np.rint(16 + _LEVELS * 219 / 255).astype(np.uint8)
_WIDER = np.clip(np.rint((_LEVELS - 16) * 255 / 219), 0, 255).astype(np.uint8)
"""Grey to the 219 levels of a video's luma, and back: far quicker here than a change of format."""


class Coding(NamedTuple):
    """``scale`` is the decoded picture's size by the drawn one's, ``softness`` the detail left in it."""

    scale: float
    softness: float
    blur_px: float
    crf: int
    preset: str
    b_frames: int


def coding(dice: Random) -> Coding:
    """A coding by chance."""
    chance = dice.random()
    scale = dice.uniform(0.45, 0.95) if chance < 0.25 else 1.0
    softness = dice.uniform(0.4, 0.85) if chance > 0.75 else 1.0
    blur = dice.uniform(0.3, 1.3) if dice.random() < 0.2 else 0.0
    crf = dice.randint(*dice.choices(((18, 27), (28, 35), (36, 42)), (45, 37, 18))[0])
    preset = dice.choices(("veryfast", "ultrafast", "medium"), (70, 18, 12))[0]
    return Coding(scale, softness, blur, crf, preset, dice.choice((0, 0, 2, 3)))


def coded(frames: Sequence[Grey], how: Coding) -> list[Grey]:
    """The frames after encoding and decoding, as many as before."""
    encoder = av.CodecContext.create("libx264", "w")
    small = [_prepared(frame, how) for frame in frames]
    encoder.height, encoder.width = small[0].shape
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.thread_count = 1
    encoder.options = {"crf": str(how.crf), "preset": how.preset, "bf": str(how.b_frames)}
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    packets = [packet for picture in _pictures(small) for packet in encoder.encode(picture)]
    packets += encoder.encode(None)
    decoded = [frame for packet in packets for frame in decoder.decode(packet)] + decoder.decode(None)
    return [_WIDER[frame.to_ndarray(format="yuv420p")[: frame.height]] for frame in decoded]


def _pictures(frames: Sequence[Grey]) -> Iterator[av.VideoFrame]:
    for number, frame in enumerate(frames):
        colourless = np.full((len(frame) // 2, frame.shape[1]), 128, np.uint8)
        planes = np.vstack([_NARROWER[frame], colourless])
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture.pts = number
        picture.time_base = Fraction(1, 25)
        yield picture


def _prepared(frame: Grey, how: Coding) -> Grey:
    if how.blur_px:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), how.blur_px), np.uint8)
    high, wide = frame.shape
    if how.softness < 1:
        soft = cv2.resize(frame, None, fx=how.softness, fy=how.softness, interpolation=cv2.INTER_AREA)
        frame = np.asarray(cv2.resize(soft, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)
    if how.scale < 1:
        size = (round(wide * how.scale) // 2 * 2, round(high * how.scale) // 2 * 2)
        frame = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    return frame
