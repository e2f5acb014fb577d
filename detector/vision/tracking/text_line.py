"""A place where text was tracked, and how surely it was read in the end: what a claim of absence rests on."""

from dataclasses import dataclass, field

from detector.video.frame import Frame
from detector.vision.data import Corners, Reading, TextBox, surer
from detector.vision.geometry import length_ratio
from detector.vision.tracking.cutout import Cutout, cut_out
from detector.vision.tracking.deferred import DeferredText

_SURE = 0.9
"""Confidence of a reading below which a line is in doubt: chosen, above what the settings call unsure."""
_LEAST_DENSITY = 0.5
"""Characters read for each height of a line below which more may stand there: chosen, not measured."""


@dataclass(slots=True, eq=False)
class TextLine:
    """The line of one track. ``corners``: its last place, px; ``last_ms``: when it was seen last."""

    corners: Corners
    first_ms: int
    last_ms: int = field(init=False)
    deferred: DeferredText | None = None
    _surest: Reading | None = None
    _cutout: Cutout | None = None

    def __post_init__(self) -> None:
        self.last_ms = self.first_ms

    @property
    def surest(self) -> Reading | None:
        """The surest reading of it, legible or not; ``None`` where it was never read."""
        late = self.deferred.surest if self.deferred else None
        return surer(self._surest, late) if late else self._surest

    @property
    def doubtful_cutout(self) -> Cutout | None:
        """A picture of it, where it was read with doubt."""
        surest = self.surest
        if surest is None or (surest.confidence >= _SURE and not is_sparse(surest)):
            return None
        return self._cutout or (self.deferred.cutout if self.deferred else None)

    def keep(self, frame: Frame, box: TextBox, reading: Reading) -> None:
        """Keep what was read of it on a frame, and where that leaves doubt its picture there."""
        self._surest = surer(self._surest, reading)
        in_doubt = self._surest.confidence < _SURE or is_sparse(self._surest)
        self._cutout = cut_out(frame, box) if in_doubt else None


def is_sparse(reading: Reading) -> bool:
    """Whether there is room for more characters than were read: a mirror gives a few sure scraps."""
    return len(reading.characters) < _LEAST_DENSITY * length_ratio(reading.corners)
