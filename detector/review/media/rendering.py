"""What a projector makes: sampled frames, an opening that browsers play, an enhanced picture."""

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.error import FFmpegError

from detector.errors import InputNotFound, UndecodableVideo
from detector.review.media.cache import FRAME, SMALL
from detector.video.decoder import Video
from detector.video.frame import Frame, Pixels

_LONGER_SIDE_PX = 1_280
_SMALL_HEIGHT_PX = 192  # twice as high as it is shown, for screens with fine pixels
_SHORTER_SIDE_PX = 540
_STEP_MS = 40
_KEY_EVERY = 25
_CODEC = {"preset": "veryfast", "crf": "24"}
_LARGE_PX = 2_400
_CONTRAST = 3.0
_TILES = (8, 8)


def sampled(frame: Frame) -> Iterator[tuple[str, bytes]]:
    """The JPEGs of a frame, by name: to look at, and small."""
    height, width = frame.pixels.shape[:2]
    look = _resized(frame.pixels, min(1.0, _LONGER_SIDE_PX / max(height, width)))
    yield f"{frame.at_ms}{FRAME}", _jpeg(look, 90)
    yield f"{frame.at_ms}{SMALL}", _jpeg(_resized(look, min(1.0, _SMALL_HEIGHT_PX / look.shape[0])), 80)


def playable(video: Video, window_ms: int) -> bytes:
    """The first ``window_ms`` of a video as H.264 in MP4, without sound, its shorter side 540 px at most.

    Every picture comes up when it does in the video, but for less than 40 ms. Raises ``UndecodableVideo``.
    """
    out = io.BytesIO()
    try:
        with av.open(out, "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=1000 // _STEP_MS, options=_CODEC)
            stream.pix_fmt, stream.gop_size = "yuv420p", _KEY_EVERY
            stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
            stream.codec_context.thread_count = 1
            for at_ms, pixels in _small(video, window_ms):
                if not stream.codec_context.is_open:
                    stream.height, stream.width = pixels.shape[:2]
                picture = av.VideoFrame.from_ndarray(pixels, "bgr24")
                picture.pts, picture.time_base = at_ms, Fraction(1, 1000)
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))
    except FFmpegError as error:
        raise UndecodableVideo(
            f"the opening cannot be made: {error.strerror}", "look at the frames"
        ) from None
    return out.getvalue()


def _small(video: Video, window_ms: int) -> Iterator[tuple[int, Pixels]]:
    held: Frame | None = None
    size: tuple[int, int] | None = None
    for frame in video.frames(range(0, window_ms, _STEP_MS)):
        if held is None or frame.picture is not held.picture:
            height, width = frame.pixels.shape[:2]
            scale = min(1.0, _SHORTER_SIDE_PX / min(height, width))
            # Even, as the pixel format wants it; a video that changes its size is fitted to the first.
            size = size or (max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2))
            small = cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
            held = frame
        yield frame.at_ms, small


def enhanced(path: str) -> bytes:
    """A picture's JPEG with more local contrast, enlarged up to twice. Raises ``InputNotFound``."""
    content = np.frombuffer(Path(path).read_bytes(), np.uint8)
    picture = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    if picture is None:
        raise InputNotFound("the picture cannot be read", "look at it raw")
    scale = min(2.0, max(1.0, _LARGE_PX / max(picture.shape[:2])))
    larger = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LANCZOS4)
    lightness, *colours = cv2.split(cv2.cvtColor(larger, cv2.COLOR_BGR2LAB))
    clear = cv2.createCLAHE(_CONTRAST, _TILES).apply(lightness)
    result = cv2.cvtColor(cv2.merge([clear, *colours]), cv2.COLOR_LAB2BGR)
    return _jpeg(result.astype(np.uint8, copy=False), 92)


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return pixels
    made = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return made.astype(np.uint8, copy=False)


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
