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
from detector.video import decoder
from detector.video.decoder import Video
from detector.video.frame import Pixels
from detector.vision import pipeline, second_pass
from detector.vision.data import Region, TextBox
from detector.vision.detection.dbnet import DbNet
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.model_files import Network
from detector.vision.second_pass import SecondPass
from detector.vision.tracking.tracker import Tracker

Stage = Literal[
    "decode", "colour", "look", "scout", "locate", "screen", "read", "again", "vote", "digest", "rest"
]
"""colour: pixels out of decoded frames. look: edges, news, following. again: means and ends of what was
found, without the decoding and reading for them. vote: tracks, votes, the law. rest: none of these."""
Count = Literal[
    "decoded", "decoded again", "scouted", "whole frames", "regions", "screened", "lines", "located", "read"
]
"""scouted, screened, located, read: runs of the networks. decoded again: those of the decoded that were
decoded once more, for means and ends. lines: boxes and means given to the reader."""

_RUNS: dict[Stage, Count] = {
    "scout": "scouted", "locate": "located", "screen": "screened", "read": "read"
}  # fmt: skip
"""What a run of a network is counted as, by the stage in which it runs."""

_STAGES: tuple[tuple[object, str, Stage], ...] = (
    (decoder, "_open", "decode"),
    (decoder, "_pixels", "colour"),
    (decoder, "_grey", "colour"),
    (Tracker, "compare", "look"),
    (Tracker, "assign", "look"),
    (Tracker, "readings", "look"),
    (FastDetector, "text_regions", "scout"),
    (FastDetector, "detect", "scout"),
    (pipeline, "merge_boxes", "locate"),
    (Prefilter, "chance", "screen"),
    (Prefilter, "is_upside_down", "screen"),
    (SecondPass, "read_means", "again"),
    (SecondPass, "measure_durations", "again"),
    (pipeline, "associate", "vote"),
    (pipeline, "vote", "vote"),
    (second_pass, "vote", "vote"),
    (second_pass, "rescored", "vote"),
    (pipeline, "multiline", "vote"),
    (scanner, "build_case", "vote"),
    (scanner, "decide", "vote"),
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
            (DbNet, "detect", _locating(meter, DbNet.detect)),
            (Recognizer, "recognize", _timed(meter, "read", Recognizer.recognize, "lines")),
            (Recognizer, "decode", _timed(meter, "read", Recognizer.decode, "lines")),
            (Recognizer, "forward", _timed(meter, "read", Recognizer.forward)),
            (Recognizer, "log_likelihoods", _timed(meter, "read", Recognizer.log_likelihoods)),
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
            meter.counts["decoded again"] += meter.is_inside("again")
            yield frame

    return counted


_Locate = Callable[..., tuple[TextBox, ...]]


def _locating(meter: Meter, detect: _Locate) -> _Locate:
    def counted(
        locator: DbNet, pixels: Pixels, region: Region | None = None, *, fine: bool = False
    ) -> tuple[TextBox, ...]:
        whole = region in (None, (0, 0, pixels.shape[1], pixels.shape[0]))
        meter.counts["whole frames" if whole else "regions"] += 1
        with meter.during("locate"):
            return detect(locator, pixels, region, fine=fine)

    return counted


def _running(meter: Meter, run: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    @wraps(run)
    def counted(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        meter.counts[_RUNS[meter.innermost]] += 1
        return run(*args, **kwargs)

    return counted
