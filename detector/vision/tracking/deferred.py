"""Deferred texts: those that can hardly be markers, kept unread as small pictures until they are needed.

Most scans end without them. Where they are needed after all, each is read and counts for all of its time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from detector.video.frame import Frame, Picture
from detector.vision.data import Chance, Corners, Reading, TextBox
from detector.vision.geometry import height, width

_MARGIN = 0.5
"""How much of the picture round a box is kept, in thicknesses of the text: chosen, not measured.

Turning a leaning box level needs what lies at its corners.
"""


class _Piece(NamedTuple):
    """A part of a frame whose top left corner is ``corner``, and the box in it."""

    frame: Frame
    box: TextBox
    corner: Corners


@dataclass(slots=True, eq=False)
class DeferredText:
    """One text, unread: what of it was seen when it was deferred, and when it stood there.

    ``track`` is the number of its track. ``stood``: whether it stood there for more than a moment; what did
    not was passing by.
    """

    track: int
    times_ms: list[int] = field(default_factory=list)
    stood: bool = False
    _chances: set[Chance] = field(default_factory=set)
    _pieces: list[_Piece] = field(default_factory=list)

    def is_doubtful(self, is_upside_down: Callable[[Frame, TextBox], bool]) -> bool:
        """Whether it may be a marker all the same.

        What passes by is seen anew in each of its places, so it need not have been clear in all of them.
        """
        unclear = "unclear" in self._chances
        turned = (is_upside_down(piece.frame, piece.box) for piece in self._pieces)
        return self.stood and (unclear or any(turned))

    @property
    def is_clear(self) -> bool:
        """Whether it was always seen clearly to be something else than a marker."""
        return self._chances == {"hardly"}

    def keep(self, frame: Frame, box: TextBox, chance: Chance) -> None:
        """Keep what a frame shows in a box and round it."""
        self._chances.add(chance)
        margin = _MARGIN * min(width(box.corners), height(box.corners))
        corner = np.maximum(np.floor(box.corners.min(axis=0) - margin), 0).astype(np.float32)
        left, top = corner.astype(int).tolist()
        right, bottom = np.ceil(box.corners.max(axis=0) + margin).astype(int).tolist()
        # A copy, so that the frame itself need not be kept.
        pixels, grey = (x[top:bottom, left:right].copy() for x in (frame.pixels, frame.picture.grey))
        if pixels.size:
            piece = replace(frame, picture=Picture(lambda: pixels, lambda: grey))
            self._pieces.append(_Piece(piece, replace(box, corners=box.corners - corner), corner))

    def readings(self, read: Callable[[Frame, TextBox], Reading | None], sure: float) -> Iterator[Reading]:
        """The text on all frames on which it stood, as it is on the first picture on which it is sure.

        ``sure``: the confidence from which it is; else as on the last picture on which it was legible.
        """
        best: Reading | None = None
        for piece in self._pieces:
            found = read(piece.frame, piece.box)
            best = replace(found, corners=found.corners + piece.corner) if found else best
            if best and best.confidence >= sure:
                break
        if best:
            yield from (replace(best, at_ms=at_ms, track=self.track) for at_ms in self.times_ms)
