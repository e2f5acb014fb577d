"""What a scan does, counted and timed stage by stage, without a change to the scanner.

The stages' functions are wrapped while the meter runs. That costs a few microseconds a call, of some hundred
calls a clip.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from time import process_time
from typing import Literal, ParamSpec, TypeVar
from unittest.mock import patch

from av.video.frame import VideoFrame

from detector import scanner
from detector.video import colours, decoder
from detector.video.decoder import Video
from detector.video.frame import Pixels
from detector.vision import pipeline, second_pass
from detector.vision.data import Chance, Region, TextBox
from detector.vision.detection.dbnet import DbNet
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.model_files import Network
from detector.vision.second_pass import SecondPass
from detector.vision.tracking.tracker import Tracker

Stage = Literal[
    "decode",
    "colour",
    "track",
    "fast detect",
    "detect",
    "prefilter",
    "recognize",
    "second pass",
    "fuse",
    "digest",
    "rest",
]
"""colour: pixels out of decoded frames. track: edges, changes, tracks. second pass: means and durations of
what was found, without the decoding and recognising for them. fuse: votes, the law. rest: none of these."""
Count = Literal[
    "decoded",
    "decoded again",
    "fast detected",
    "whole frames",
    "regions",
    "prefiltered",
    "likely",
    "unclear",
    "lines",
    "detected",
    "recognized",
]
"""fast detected, prefiltered, detected, recognized: runs of the networks. decoded again: those of the decoded
that were decoded once more, for means and durations. likely, unclear: what the prefilter said. lines: boxes
and means given to the recogniser."""

_RUNS: dict[Stage, Count] = {
    "fast detect": "fast detected", "detect": "detected", "prefilter": "prefiltered",
    "recognize": "recognized"
}  # fmt: skip
"""What a run of a network is counted as, by the stage in which it runs."""

_STAGES: tuple[tuple[object, str, Stage], ...] = (
    (decoder, "open_container", "decode"),
    (colours, "pixels", "colour"),
    (colours, "grey", "colour"),
    (Tracker, "compare", "track"),
    (Tracker, "assign", "track"),
    (Tracker, "readings", "track"),
    (FastDetector, "text_regions", "fast detect"),
    (FastDetector, "detect", "fast detect"),
    (pipeline, "merge_boxes", "detect"),
    (Prefilter, "is_upside_down", "prefilter"),
    (SecondPass, "read_means", "second pass"),
    (SecondPass, "measure_durations", "second pass"),
    (pipeline, "associate", "fuse"),
    (pipeline, "vote", "fuse"),
    (second_pass, "vote", "fuse"),
    (second_pass, "rescored", "fuse"),
    (pipeline, "multiline", "fuse"),
    (scanner, "build_case", "fuse"),
    (scanner, "decide", "fuse"),
    (pipeline, "digest", "digest"),
)

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class Meter:
    """CPU seconds of each stage, without those of the stages inside it, and counts."""

    def __init__(self) -> None:
        self.cpu_s: dict[Stage, float] = {}
        self.counts: Counter[Count] = Counter()
        self._inside: list[Stage] = ["rest"]
        self._since_s = process_time()

    @contextmanager
    def during(self, stage: Stage) -> Iterator[None]:
        """What happens now belongs to a stage."""
        self.charge()
        self._inside.append(stage)
        try:
            yield
        finally:
            self.charge()
            self._inside.pop()

    def is_inside(self, stage: Stage) -> bool:
        """Whether a stage has begun and not ended."""
        return stage in self._inside

    @property
    def innermost(self) -> Stage:
        """The stage that began last of those that have not ended."""
        return self._inside[-1]

    def charge(self) -> None:
        """Give the time since the last charge to the innermost stage."""
        now_s = process_time()
        stage = self._inside[-1]
        self.cpu_s[stage] = self.cpu_s.get(stage, 0.0) + now_s - self._since_s
        self._since_s = now_s


@contextmanager
def metered() -> Iterator[Meter]:
    """A meter on all that the scanners of this process do, until the context ends."""
    meter = Meter()
    with ExitStack() as wraps_:
        for owner, name, stage in _STAGES:
            wrapped = _timed(meter, stage, getattr(owner, name))
            wraps_.enter_context(patch.object(owner, name, wrapped))
        for owner, name, counted in (
            (Video, "_decoded", _decoding(meter, Video._decoded)),
            (DbNet, "detect", _detecting(meter, DbNet.detect)),
            (Prefilter, "chance", _rating(meter, Prefilter.chance)),
            (Recognizer, "recognize", _timed(meter, "recognize", Recognizer.recognize, "lines")),
            (Recognizer, "decode", _timed(meter, "recognize", Recognizer.decode, "lines")),
            (Recognizer, "forward", _timed(meter, "recognize", Recognizer.forward)),
            (Recognizer, "log_likelihoods", _timed(meter, "recognize", Recognizer.log_likelihoods)),
            (Network, "__call__", _running(meter, Network.__call__)),
        ):
            wraps_.enter_context(patch.object(owner, name, counted))
        yield meter
        meter.charge()


def _timed(
    meter: Meter, stage: Stage, call: Callable[_Arguments, _Result], count: Count | None = None
) -> Callable[_Arguments, _Result]:
    @wraps(call)
    def timed(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        if count:
            meter.counts[count] += 1
        with meter.during(stage):
            return call(*args, **kwargs)

    return timed


def _decoding(
    meter: Meter, decoded: Callable[[Video], Iterator[VideoFrame]]
) -> Callable[[Video], Iterator[VideoFrame]]:
    def counted(video: Video) -> Iterator[VideoFrame]:
        frames = decoded(video)
        while True:
            with meter.during("decode"):
                frame = next(frames, None)
            if frame is None:
                return
            meter.counts["decoded"] += 1
            meter.counts["decoded again"] += meter.is_inside("second pass")
            yield frame

    return counted


_Detect = Callable[..., tuple[TextBox, ...]]


def _detecting(meter: Meter, detect: _Detect) -> _Detect:
    def counted(
        detector: DbNet, pixels: Pixels, region: Region | None = None, *, fine: bool = False
    ) -> tuple[TextBox, ...]:
        whole = region in (None, (0, 0, pixels.shape[1], pixels.shape[0]))
        meter.counts["whole frames" if whole else "regions"] += 1
        with meter.during("detect"):
            return detect(detector, pixels, region, fine=fine)

    return counted


def _rating(meter: Meter, rate: Callable[_Arguments, Chance]) -> Callable[_Arguments, Chance]:
    @wraps(rate)
    def counted(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Chance:
        with meter.during("prefilter"):
            chance = rate(*args, **kwargs)
        if chance != "hardly":
            meter.counts[chance] += 1
        return chance

    return counted


def _running(meter: Meter, run: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    @wraps(run)
    def counted(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        meter.counts[_RUNS[meter.innermost]] += 1
        return run(*args, **kwargs)

    return counted
