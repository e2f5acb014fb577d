"""Texts that are followed no more, so that one that is found again is known, and not read or rated anew.

A text is lost when a search finds it in another box than before, or when the picture changes so much that
little of what stood in its box is left. Most of what is found then is the same text.
"""

from collections import deque
from dataclasses import dataclass

from detector.settings.vision import TrackerSettings
from detector.vision.data import Reading, TextBox
from detector.vision.tracking.change_detection import Edges, Strokes, share_known
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.track_state import Track

_KEPT = 64
"""Texts that are remembered, so that a long window needs no more memory: chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class LostText:
    """What was known of a text when it was seen last: as of its track, and its strokes."""

    number: int
    box: TextBox
    strokes: Strokes
    reading: Reading | None
    reads: int
    deferred: DeferredText | None


class LostTexts:
    """The latest of them in one video."""

    def __init__(self, settings: TrackerSettings) -> None:
        self._settings = settings
        self._texts: deque[LostText] = deque(maxlen=_KEPT)

    def add(self, track: Track) -> None:
        """Remember a text, unless it was neither read nor deferred, or may be a marker.

        Of what may be a marker each stroke counts, so it is read anew.
        """
        if track.may_be_marker or not (track.reading or track.deferred):
            return
        strokes = track.edges.strokes_in(track.box.corners)
        self._texts.append(
            LostText(track.number, track.box, strokes, track.reading, track.reads, track.deferred)
        )

    def found_again(self, box: TextBox, now: Edges) -> LostText | None:
        """The text that a box holds again; it is forgotten here. ``None`` where what it holds is new."""
        for text in reversed(self._texts):
            if share_known(text.strokes, now, box.corners) >= self._settings.known_share:
                self._texts.remove(text)
                return text
        return None
