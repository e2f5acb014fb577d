"""Each clip three ways, one after the other, so that a busy moment of the machine meets all alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import cv2

from detector.records import Episode, ScanFailure, ScanResult
from detector.scanner import Scanner
from tests.accuracy.grade import AS_OF, Grade, grade
from tests.speed.corpus import Clip
from tests.speed.cost import Cost, cost_of
from tests.speed.kinds import KINDS
from tests.speed.meter import Count, Stage, metered
from tests.speed.rivals import Peer, floor

_ROUNDS = 2
"""Decoding and scanning are measured so often, and the cheaper time counts: a disturbance only adds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One clip: what the three ways cost, and what the scan did.

    ``frames`` is what decoding alone gives, ``due`` the instants that the scan asked for, ``stages`` has
    CPU seconds.
    """

    grade: Grade
    size: tuple[int, int]
    frames: int
    floor: Cost
    scan: Cost
    peer: Cost | None
    due: int
    stopped_ms: int | None
    counts: dict[Count, int] = field(default_factory=dict)
    stages: dict[Stage, float] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The clip's kind."""
        return self.grade.kind


def measure(clips: Iterable[Clip], scanner: Scanner, rival: Peer | None) -> Iterator[Row]:
    """The rows of clips as they come. OpenCV gets one thread, as in a worker among others."""
    cv2.setNumThreads(1)
    for clip in clips:
        yield _measured(clip, scanner, rival)


def _measured(clip: Clip, scanner: Scanner, rival: Peer | None) -> Row:
    window_ms = scanner.settings.decode.window_ms
    floors, scans = [], []
    for _ in range(_ROUNDS):
        floors.append(cost_of(lambda: floor(clip.video, window_ms)))
        with metered() as meter:
            result, cost = cost_of(lambda: scanner.try_scan(Episode(clip.spec.name, clip.video), AS_OF))
        scans.append((cost, result, meter))
    (frames, _), *_ = floors
    cost, result, meter = min(scans, key=lambda scan: scan[0].cpu_s)
    opening = None if isinstance(result, ScanFailure) else result.opening
    return Row(
        grade=_graded(clip, result, scanner),
        size=clip.spec.size,
        frames=frames,
        floor=min((decoded for _, decoded in floors), key=lambda cost: cost.cpu_s),
        scan=cost,
        peer=rival.read(clip.video, window_ms) if rival else None,
        due=opening.frames_due if opening else 0,
        stopped_ms=opening.stopped_ms if opening else None,
        counts=dict(meter.counts),
        stages=dict(meter.cpu_s),
    )


def _graded(clip: Clip, result: ScanResult | ScanFailure, scanner: Scanner) -> Grade:
    return grade(KINDS[clip.kind], clip.spec, result, scanner.settings)
