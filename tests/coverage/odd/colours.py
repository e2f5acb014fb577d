"""Pictures whose levels mean something else than usual: PQ, HLG, BT.2020, full range."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tests.clips import film, steady
from tests.coverage.material import Look
from tests.coverage.odd.film import number, subtitles
from tests.coverage.odd.kind import Kind
from tests.drawing.backgrounds import Background
from tests.drawing.text import Frame

_FPS = 12
_SECONDS = 4
_TO_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
"""Linear light of BT.709 to BT.2020 (BT.2087)."""
_LEVELS = 4_096

Light = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Colours:
    """Numbers of ITU-T H.273, and the curve from linear light (1: SDR white) to signal."""

    primaries: int
    transfer: int
    matrix: int
    signal: Light


def _pq(white_nits: float) -> Light:
    """SMPTE ST 2084, sampled over 0 to SDR white."""
    light = np.linspace(0, 1, _LEVELS) * white_nits / 10_000
    power = light**0.1593017578125
    curve: Light = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    return curve


def _hlg(white: float) -> Light:
    """ARIB STD-B67, with SDR white at this share of its peak."""
    light = np.linspace(0, 1, _LEVELS) * white
    upper = 0.17883277 * np.log(np.maximum(12 * light - 0.28466892, 1e-6)) + 0.55991073
    curve: Light = np.where(light <= 1 / 12, np.sqrt(3 * light), upper)
    return curve


def _gamma() -> Light:
    return np.linspace(0, 1, _LEVELS) ** (1 / 2.4)


def _levels(frame: Frame, colours: _Colours) -> NDArray[np.uint16]:
    """Planes of 10-bit limited-range BT.2020 4:2:0, one under the other as ``from_ndarray`` takes them."""
    linear = (np.arange(256) / 255) ** 2.4
    wide = np.clip(linear[frame] @ _TO_2020.T, 0, 1)
    red, green, blue = np.moveaxis(colours.signal[np.rint(wide * (_LEVELS - 1)).astype(np.int64)], 2, 0)
    luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue
    half = luma.shape[1] // 2, luma.shape[0] // 2
    chroma = [
        cv2.resize(difference / scale, half, interpolation=cv2.INTER_AREA)
        for difference, scale in ((blue - luma, 1.8814), (red - luma, 1.4746))
    ]
    planes = [64 + 876 * luma, *(512 + 896 * plane for plane in chroma)]
    flat = np.concatenate([np.rint(plane).astype(np.uint16).ravel() for plane in planes])
    return flat.reshape(-1, luma.shape[1])


def _hdr(look: Look, path: Path, colours: _Colours, scene: Background) -> Path:
    ink = look.pick((255, 255, 255), (235, 235, 235), (245, 240, 220))
    overlays = [number(look, outline_px=0, colour=ink), *subtitles(look, _SECONDS)]
    names = f"colorprim={colours.primaries}:transfer={colours.transfer}:colormatrix={colours.matrix}"
    x265 = f"log-level=none:pools=1:range=limited:{names}"
    options = {"preset": "ultrafast", "crf": "22", "x265-params": x265}
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx265", rate=_FPS, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = look.size
        stream.pix_fmt = "yuv420p10le"
        context = stream.codec_context
        context.color_primaries, context.color_trc = colours.primaries, colours.transfer
        context.colorspace, context.color_range = colours.matrix, 1
        context.thread_count = 1
        for count, (_, frame) in enumerate(film(scene, overlays, steady(_SECONDS, _FPS))):
            picture = av.VideoFrame.from_ndarray(_levels(frame, colours), "yuv420p10le")
            picture.pts, picture.time_base = count, Fraction(1, _FPS)
            picture.color_range, picture.colorspace = 1, colours.matrix
            picture.color_primaries, picture.color_trc = colours.primaries, colours.transfer
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def _lightened(scene: Background, gain: float, lift: float) -> Background:
    """A scene between other levels: in PQ all that is light lies close together."""
    return lambda ms: np.clip(scene(ms) * gain + lift, 0, 255).astype(np.uint8)


def _pq_film(look: Look, folder: Path) -> Path:
    colours = _Colours(9, 16, 9, _pq(look.pick(203.0, 300.0, 120.0)))
    return _hdr(
        look,
        folder / "pq.mp4",
        colours,
        _lightened(look.scene(), *look.pick((1.0, 0.0), (0.6, 70.0), (0.7, 40.0))),
    )


def _hlg_film(look: Look, folder: Path) -> Path:
    colours = _Colours(9, 18, 9, _hlg(look.pick(0.265, 0.2, 0.32)))
    scene = _lightened(look.scene(), *look.pick((1.0, 0.0), (0.6, 70.0), (0.7, 40.0)))
    return _hdr(look, folder / look.pick("hlg.mp4", "hlg.mkv", "hlg.mp4"), colours, scene)


def _wide(look: Look, folder: Path) -> Path:
    """BT.2020 without HDR; red on green is told apart by the right matrix alone."""
    scene = _lightened(look.scene(), 0.5, 30)
    return _hdr(look, folder / "wide.mp4", _Colours(9, 14, 9, _gamma()), scene)


def _full_range(look: Look, folder: Path) -> Path:
    """Full-range levels, light on light or dark on dark: taken for limited ones they run together."""
    lift, ink = look.pick((150, (255, 255, 255)), (4, (58, 58, 58)), (140, (250, 250, 250)))
    scene = _lightened(look.scene(), look.pick(0.3, 0.06, 0.4), lift)
    marker = number(look, outline_px=0, colour=ink)
    shots = film(scene, [marker], steady(_SECONDS, _FPS))
    path = folder / look.pick("full.mp4", "full.mkv", "full.mp4")
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        options = {"preset": "ultrafast", "crf": "18", "x264-params": "fullrange=on"}
        stream = container.add_stream("libx264", rate=_FPS, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = look.size
        stream.pix_fmt = "yuvj420p"
        stream.codec_context.color_range = 2
        for count, (_, frame) in enumerate(shots):
            picture = av.VideoFrame.from_ndarray(frame, "rgb24").reformat(
                format="yuvj420p", dst_color_range="JPEG"
            )
            picture.pts, picture.time_base = count, Fraction(1, _FPS)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


KINDS = (
    Kind("hdr-pq", "read", _pq_film),
    Kind("hdr-hlg", "read", _hlg_film),
    Kind("bt2020", "read", _wide),
    Kind("full-range", "read", _full_range),
)
