"""A place where text was tracked, and how surely it was read in the end: what a claim of absence rests on."""

from dataclasses import dataclass, field

from detector.video.frame import Frame
from detector.vision.data import Corners, Reading, TextBox, surer
from detector.vision.geometry import height, length_ratio, width
from detector.vision.tracking.cutout import Cutout, cut_out
from detector.vision.tracking.deferred import DeferredText

_SURE = 0.9
"""Confidence of a reading below which a line is in doubt: chosen, above what the settings call unsure."""
_LARGE_SHARE = 0.1
"""Height of a line, in heights of the frame's short side, from which a marker may stand over it: chosen."""
_LEAST_DENSITY = 0.5
"""Characters read for each height of a line below which more may stand there: chosen, not measured."""


@dataclass(slots=True, eq=False)
class TextLine:
    """The line of one ``track``. ``corners``: its last place, px; ``last_ms``: when it was seen last.

    ``is_large``: its letters are so large that a marker may stand over them.
    """

    track: int
    corners: Corners
    first_ms: int
    last_ms: int = field(init=False)
    deferred: DeferredText | None = None
    is_large: bool = False
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
    def cutout(self) -> Cutout | None:
        """A picture of it, where it was deferred, read with doubt, or is large."""
        return self._cutout or (self.deferred.cutout if self.deferred else None)

    @property
    def is_doubtful(self) -> bool:
        """Whether it was read, but not surely."""
        surest = self.surest
        return surest is not None and (surest.confidence < _SURE or is_sparse(surest))

    def found(self, frame: Frame, box: TextBox) -> None:
        """Note where it was found on a frame."""
        self.corners = box.corners
        thick = min(width(box.corners), height(box.corners))
        self.is_large |= thick >= _LARGE_SHARE * min(frame.picture.grey.shape)

    def keep(self, frame: Frame, box: TextBox, reading: Reading) -> None:
        """Keep what was read of it on a frame, and where more may stand there its picture."""
        self._surest = surer(self._surest, reading)
        self._cutout = cut_out(frame, box) if self.is_large or self.is_doubtful else None


def is_sparse(reading: Reading) -> bool:
    """Whether there is room for more characters than were read: a mirror gives a few sure scraps."""
    return len(reading.characters) < _LEAST_DENSITY * length_ratio(reading.corners)
