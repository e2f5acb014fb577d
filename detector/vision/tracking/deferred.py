"""Deferred texts: those that can hardly be markers, kept unread as small pictures until they are needed.

Most scans end without them. Where they are needed after all, each is read and counts for all of its time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from detector.video.frame import Frame
from detector.vision.data import Chance, Corners, Reading, TextBox, surer
from detector.vision.geometry import grown, height, length_ratio, overlap, width
from detector.vision.tracking.cutout import Cutout, cut_out

_MARKER_RATIO = 12.0
"""Length of a row in heights from which it is as long as a whole marker, which is 14 and more."""
_NEAR = 4.0
"""How far a row of a marker, or the label of its number, is looked for, in heights of another: chosen."""


@dataclass(slots=True, eq=False)
class DeferredText:
    """One text, unread: what of it was seen when it was deferred, and when it stood there.

    ``track`` is the number of its track. ``stood``: whether it stood there for more than a moment; what did
    not was passing by. ``surest``: how it was read in the end, legible or not; ``None`` while it is unread.
    """

    track: int
    times_ms: list[int] = field(default_factory=list)
    stood: bool = False
    surest: Reading | None = None
    _chances: set[Chance] = field(default_factory=set)
    _cutouts: list[Cutout] = field(default_factory=list)
    _is_turned: bool | None = None

    def is_doubtful(self, is_upside_down: Callable[[Frame, TextBox], bool]) -> bool:
        """Whether it may be a marker all the same.

        What passes by is seen anew in each of its places, so it need not have been clear in all of them. A
        row as long as a marker is read whatever the prefilter says: it takes a text drawn over another one
        for the upper of the two.
        """
        if not self.stood:
            return False
        long = any(length_ratio(cutout.box.corners) >= _MARKER_RATIO for cutout in self._cutouts)
        if "unclear" in self._chances or long:
            return True
        if self._is_turned is None:
            self._is_turned = any(is_upside_down(cutout.frame, cutout.box) for cutout in self._cutouts)
        return self._is_turned

    def is_near(self, places: Iterable[Corners]) -> bool:
        """Whether it stood within a few rows of one of some places on the frame."""
        mine = [cutout.box.corners + cutout.corner for cutout in self._cutouts]
        for place in places:
            room = _NEAR * min(width(place), height(place))
            around = grown(grown(place, room, room, downwards=False), room, room, downwards=True)
            if any(overlap(around, corners) > 0 for corners in mine):
                return True
        return False

    @property
    def is_clear(self) -> bool:
        """Whether it was always seen clearly to be something else than a marker."""
        return self._chances == {"hardly"}

    def keep(self, frame: Frame, box: TextBox, chance: Chance) -> None:
        """Keep what a frame shows in a box and round it."""
        self._chances.add(chance)
        if cutout := cut_out(frame, box):
            self._cutouts.append(cutout)

    @property
    def cutout(self) -> Cutout | None:
        """The last picture that was kept of it."""
        return self._cutouts[-1] if self._cutouts else None

    def readings(self, read: Callable[[Frame, TextBox], Reading], sure: float) -> Iterator[Reading]:
        """The text on all frames on which it stood, as it is on the first picture on which it is sure.

        ``sure``: the confidence from which it is; else as on the last picture on which it was legible.
        """
        best: Reading | None = None
        for cutout in self._cutouts:
            found = cutout.on_frame(read(cutout.frame, cutout.box))
            self.surest = surer(self.surest, found)
            best = found if found.legible else best
            if best and best.confidence >= sure:
                break
        if best:
            yield from (replace(best, at_ms=at_ms, track=self.track) for at_ms in self.times_ms)
