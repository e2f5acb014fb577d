"""What a scan is measured against: decoding alone, and the pipeline that anyone would write first."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

import av
from av.video.frame import VideoFrame

from tests.speed.cost import Cost, cost_of, peak_mb

if TYPE_CHECKING:
    from rapidocr import RapidOCR

_EVERY_S = 1.0


def window(video: str, window_ms: int) -> Iterator[VideoFrame]:
    """All frames of the opening, decoded by one thread."""
    with av.open(video) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        stream.codec_context.thread_type = "NONE"
        first_s: float | None = None
        for frame in container.decode(stream):
            at_s = frame.time or 0.0
            first_s = at_s if first_s is None else first_s
            if 1000 * (at_s - first_s) > window_ms:
                return
            yield frame


def floor(video: str, window_ms: int) -> int:
    """Decode the opening and do nothing else; how many frames it has."""
    return sum(1 for _ in window(video, window_ms))


class Peer:
    """The naive pipeline in a process of its own, so that its threads and memory are not the scanner's."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def read(self, video: str, window_ms: int) -> Cost:
        """Read one frame a second of the opening."""
        return self._pool.submit(_read, video, window_ms).result()

    def peak_mb(self) -> float:
        """The most memory that its process has had, in MB."""
        return self._pool.submit(peak_mb).result()


@contextmanager
def peer() -> Iterator[Peer]:
    """The naive pipeline with its models loaded."""
    with ProcessPoolExecutor(1, get_context("spawn"), _load) as pool:
        yield Peer(pool)


_engine: list["RapidOCR"] = []
"""The one engine of the peer's process."""


def _load() -> None:
    from rapidocr import RapidOCR  # noqa: PLC0415  (a second of imports that no other process needs)

    # Its direction classifier turns upright markers round: whoever reads markers with it leaves it out.
    _engine.append(RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical"}))


def _read(video: str, window_ms: int) -> Cost:
    return cost_of(lambda: _read_each_second(video, window_ms))[1]


def _read_each_second(video: str, window_ms: int) -> None:
    due_s: float | None = None
    for frame in window(video, window_ms):
        at_s = frame.time or 0.0
        if due_s is None or at_s >= due_s:
            _engine[0](frame.to_ndarray(format="bgr24"))
            due_s = at_s + _EVERY_S if due_s is None else due_s + _EVERY_S
