"""Films of high dynamic range: what is drawn for an SDR screen as HDR10 (PQ) or HLG, ten bits, BT.2020."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tests.clips import Shot
from tests.drawing.text import Frame

Transfer = Literal["pq", "hlg"]

_BT2020_OF_BT709 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
_BT2020_LUMINANCE = np.array([0.2627, 0.6780, 0.0593])
_QUIET = {"preset": "ultrafast", "crf": "16", "x265-params": "log-level=none:pools=1"}


def encode_hdr(path: Path, shots: Iterable[Shot], transfer: Transfer, white_nits: float = 203) -> Path:
    """Write a HEVC file, 25 frames a second, in which the drawn white shines with ``white_nits``."""
    trc = ColorTrc.SMPTE2084 if transfer == "pq" else ColorTrc.ARIB_STD_B67
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx265", rate=25, options=_QUIET)
        assert isinstance(stream, VideoStream)
        stream.pix_fmt = "yuv420p10le"
        codec = stream.codec_context
        codec.color_range, codec.colorspace = ColorRange.MPEG, Colorspace.BT2020
        codec.color_trc, codec.color_primaries = trc, ColorPrimaries.BT2020
        for at_ms, drawn in shots:
            if not codec.is_open:
                stream.height, stream.width = drawn.shape[:2]
            signal = av.VideoFrame.from_ndarray(_signal(drawn, transfer, white_nits), "rgb48le")
            picture = signal.reformat(
                format="yuv420p10le", dst_colorspace=Colorspace.BT2020, dst_color_range=ColorRange.MPEG
            )
            picture.colorspace, picture.color_range = Colorspace.BT2020, ColorRange.MPEG
            picture.color_trc, picture.color_primaries = trc, ColorPrimaries.BT2020
            picture.pts, picture.time_base = int(at_ms * 25 / 1000), Fraction(1, 25)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def _signal(drawn: Frame, transfer: Transfer, white_nits: float) -> NDArray[np.uint16]:
    """R'G'B' of BT.2020, 0 to 65535."""
    nits = white_nits * (drawn / 255) ** 2.4 @ _BT2020_OF_BT709.T
    if transfer == "pq":  # the inverse EOTF of ITU-R BT.2100, table 4
        light = (nits / 10_000) ** 0.1593017578125
        signal = ((0.8359375 + 18.8515625 * light) / (1 + 18.6875 * light)) ** 78.84375
    else:  # the inverse OOTF of a screen of 1000 nits, then the OETF of table 5
        luminance = (nits @ _BT2020_LUMINANCE)[..., None] / 1_000
        scene = nits / 1_000 * np.maximum(luminance, 1e-9) ** (1 / 1.2 - 1)
        low, high = np.sqrt(3 * np.minimum(scene, 1 / 12)), np.maximum(12 * scene - 0.28466892, 1e-9)
        signal = np.where(scene <= 1 / 12, low, 0.17883277 * np.log(high) + 0.55991073)
    codes: NDArray[np.uint16] = np.rint(65_535 * np.clip(signal, 0, 1)).astype(np.uint16)
    return codes
