"""The colours and the lightness of a decoded frame as a screen of standard dynamic range shows them.

High dynamic range (PQ, HLG) is tone-mapped: light up to half the reference white (203 nits, ITU-R BT.2408)
stays as it is, what is above is compressed so that 1000 nits become white. Only such video pays for it.
"""

from functools import cache
from typing import Any

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc
from numpy.typing import NDArray

from detector.video.frame import Grey, Pixels

_GREY_FIRST = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray"})
"""Pixel formats whose first plane is 8-bit lightness."""
_KNOWN_MATRICES = frozenset({0, 1, 2, 4, 5, 6, 7, 9})
"""Of ``VideoFrame.colorspace`` (matrix coefficients of ITU-T H.273); swscale refuses others (``OSError``)."""
UNSPECIFIED = 2
"""Of a frame's colour space, primaries and transfer: the stream does not say."""
_HIGH_DYNAMIC_RANGE = frozenset({ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67})

_WHITE_NITS = 203.0
_PEAK_NITS = 1000.0
_PEAK = _PEAK_NITS / _WHITE_NITS
_KNEE = 0.5
"""Share of the reference white above which light is compressed; chosen. 203, 400 and 1000 nits come out at
levels of 228, 245 and 255; ITU-R BT.2390's curve gives 231, 250 and 255, 0.8 would give 244, 253 and 255."""
_DISPLAY_GAMMA = 2.4
_CODES = 2**16
_LUMINANCE = np.array([[0.0593, 0.6780, 0.2627]], np.float32)
"""Of BT.2020, in the order blue, green, red."""
_TO_BT709 = np.array(
    [[1.1187, -0.1006, -0.0182], [-0.0083, 1.1329, -0.1246], [-0.0728, -0.5876, 1.6605]], np.float32
)
"""Linear BT.2020 to linear BT.709 (ITU-R BT.2087), blue, green, red."""


def pixels(frame: VideoFrame) -> Pixels:
    """All colours: height x width x 3, BGR, full range, as stored (not turned)."""
    if frame.color_trc in _HIGH_DYNAMIC_RANGE:
        return _tone_mapped(frame)
    return frame.to_ndarray(format="bgr24", **_options(frame)).astype(np.uint8, copy=False)


def grey(frame: VideoFrame) -> Grey:
    """The lightness: height x width, as stored (not turned).

    Where the first plane is 8-bit lightness it is that plane, in limited range where that is (16 to 235):
    the thresholds of tracking were measured on it. Everything else comes in full range.
    """
    is_hdr = frame.color_trc in _HIGH_DYNAMIC_RANGE
    if is_hdr or frame.format.name not in _GREY_FIRST:
        plain = frame.to_ndarray(format="gray", **_options(frame)).astype(np.uint8, copy=False)
        return cv2.LUT(plain, _grey_table(frame.color_trc)).astype(np.uint8, copy=False) if is_hdr else plain
    # The first plane is the picture's lightness: it needs no conversion, only its lines' padding left out.
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : frame.width]


def _options(frame: VideoFrame) -> dict[str, Any]:
    """What ``VideoFrame.to_ndarray`` is told: to start no threads, and which matrix a frame has.

    The latter where it names none that swscale has. The rare ones (YCgCo, ICtCp) then come in false colours:
    better than none, and text stays text.
    """
    is_wide = frame.color_primaries == ColorPrimaries.BT2020 or frame.color_trc in _HIGH_DYNAMIC_RANGE
    if frame.colorspace in _KNOWN_MATRICES and not (is_wide and frame.colorspace == UNSPECIFIED):
        return {"threads": 1}
    return {"threads": 1, "src_colorspace": Colorspace.BT2020 if is_wide else Colorspace.DEFAULT}


def _tone_mapped(frame: VideoFrame) -> Pixels:
    codes = frame.to_ndarray(format="bgr48le", **_options(frame)).astype(np.uint16, copy=False)
    light = np.take(_light(frame.color_trc, _CODES), codes)
    if frame.color_trc == ColorTrc.ARIB_STD_B67:
        light *= _hlg_gain(np.asarray(cv2.transform(light, _LUMINANCE)))[:, :, None]
    if frame.color_primaries in (ColorPrimaries.BT2020, ColorPrimaries.UNSPECIFIED):
        light = cv2.transform(light, _TO_BT709).astype(np.float32, copy=False)
    light *= (_CODES - 1) / _PEAK
    return np.take(_shown_table(), np.clip(light, 0, _CODES - 1, out=light).astype(np.uint16))


@cache
def _grey_table(transfer: int) -> NDArray[np.uint8]:
    """Level on the screen of each 8-bit code of a grey."""
    light = _light(transfer, 2**8)
    if transfer == ColorTrc.ARIB_STD_B67:
        light = light * _hlg_gain(light)
    return _shown(light)


@cache
def _light(transfer: int, codes: int) -> NDArray[np.float32]:
    """Light of each of so many codes: 1 is the reference white; of HLG it is the scene's light, 0 to 1."""
    signal = np.linspace(0, 1, codes)
    if transfer == ColorTrc.ARIB_STD_B67:  # ITU-R BT.2100, table 5
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12).astype(np.float32)
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875  # table 4
    root = signal ** (1 / m2)
    nits = 10_000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    return (nits / _WHITE_NITS).astype(np.float32)


def _hlg_gain(luminance: NDArray[Any]) -> NDArray[np.float32]:
    """Light on a screen of 1000 nits, 1 for the reference white, per light of the scene (BT.2100's OOTF)."""
    return (_PEAK * luminance**0.2).astype(np.float32)


@cache
def _shown_table() -> NDArray[np.uint8]:
    """Level on the screen of light from 0 to 1000 nits in equal steps."""
    return _shown(np.linspace(0, _PEAK, _CODES, dtype=np.float32))


def _shown(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Level, 0 to 255, of light whose reference white is 1."""
    above = np.clip((light - _KNEE) / (_PEAK - _KNEE), 0, 1)
    slope = (_PEAK - _KNEE) / (1 - _KNEE)  # the curve leaves the knee as steep as it came
    mapped = np.minimum(light, _KNEE) + (1 - _KNEE) * slope * above / (1 + (slope - 1) * above)
    levels: NDArray[np.uint8] = np.rint(255 * mapped ** (1 / _DISPLAY_GAMMA)).astype(np.uint8)
    return levels
