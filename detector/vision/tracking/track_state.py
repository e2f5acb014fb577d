"""A text that is tracked: what was seen of it last, and whether another reading may add anything."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.marker.cues import looks_complete, may_be_marker
from detector.marker.normalize import fold_character, fold_text
from detector.settings.vision import TrackerSettings
from detector.video.frame import Frame, Picture
from detector.vision.data import Reading, TextBox
from detector.vision.geometry import height, width
from detector.vision.recognition.line_result import is_bracket
from detector.vision.recognition.preprocess import STRETCHES
from detector.vision.tracking.change_detection import Edges
from detector.vision.tracking.deferred import DeferredText

_STEADY = 2
"""So often new strokes came up where a text was read as before: from then on they are the background's until
they stay for two samples. Chosen, not measured."""
_UNSURE = 6
"""So many readings in a row with one text, all unsure, until more of them tell nothing more while its strokes
stay. Chosen, not measured."""
_MOST = 9
"""So many unsure readings until more of them tell nothing more, whatever they say: three in each width. What
changes there is read as often as ``reads`` asks all the same."""
_SURE_LETTERS = 3
"""So many readings in a row, one in each width, with one text and sure of all but its brackets: these are so
narrow that one reading may be half sure of them for ever."""
_LIKELY = 0.5
"""So surely each bracket must stand there all the same: chosen, not measured."""
_SPOT_PX = 5
"""Side of the spot over which a change is averaged, so that coding noise is none: chosen, not measured."""


@dataclass(slots=True, eq=False)
class Track:
    """What a box held when it was last read, the picture that it was read on, and how often it was read.

    Always compared with that picture, not with the last one: a slow fade is a change too. ``number`` counts
    the tracks of a video. ``since_ms``: when it was first seen. ``deferred``: what is kept of it unread.
    ``ends_changed``: whether strokes came up beside it since. ``steady``: how often it was read as before
    after strokes had come up. ``new_cells``: those in which some had on the frame before. ``alike``: how many
    readings in a row had the text of the last one. ``sure_letters``: how many of these were sure of all but
    brackets. ``unsure``: how many readings were not sure of each character.
    """

    number: int
    box: TextBox
    picture: Picture
    edges: Edges
    since_ms: int
    settings: TrackerSettings
    reading: Reading | None = None
    reads: int = 0
    deferred: DeferredText | None = None
    ends_changed: bool = False
    steady: int = 0
    alike: int = 0
    sure_letters: int = 0
    unsure: int = 0
    new_cells: NDArray[np.bool_] | None = None

    def is_news(self, cells: NDArray[np.bool_]) -> bool:
        """Whether strokes that came up in some cells of its place make a marker worth reading anew."""
        before, self.new_cells = self.new_cells, cells
        if self.steady < _STEADY or not cells.any():
            return bool(cells.any())
        return before is not None and before.shape == cells.shape and bool((before & cells).any())

    @property
    def is_waiting(self) -> bool:
        """Whether strokes came up of which the next frame tells whether they stay."""
        return self.steady >= _STEADY and self.new_cells is not None and bool(self.new_cells.any())

    def read_anew(self, *, ends_changed: bool) -> None:
        """Ask for another reading, beyond its ends too where strokes came up there."""
        self.reads, self.ends_changed = 0, self.ends_changed or ends_changed

    def take(self, reading: Reading) -> None:
        """Note another reading. Where strokes had come up and it is read as before, one was enough."""
        is_alike = self.reading is not None and fold_text(self.reading.text) == fold_text(reading.text)
        self.alike = self.alike + 1 if is_alike else 1
        is_same = is_alike and not self.reads
        self.steady = self.steady + 1 if is_same else 0
        self.reads = self.settings.reads if is_same else self.reads + 1
        self.reading, self.deferred = reading if reading.legible else None, None
        self.unsure += self.weakest < self.settings.sure
        are_sure = self._weakest_letter >= self.settings.sure
        self.sure_letters = (self.sure_letters + 1 if is_alike else 1) if are_sure else 0
        self.ends_changed, self.new_cells = False, None

    @property
    def may_be_marker(self) -> bool:
        """Whether evidence is worth gathering."""
        return self.reading is not None and may_be_marker(self.reading.text)

    @property
    def stretch(self) -> float:
        """How many times as wide as it is its next reading shows it."""
        return STRETCHES[self.reads % len(STRETCHES)]

    @property
    def is_doubtful_as_shown(self) -> bool:
        """Whether it may be a marker, is not surely read, and was not shown in each width yet."""
        return self.may_be_marker and self.reads < len(STRETCHES) and self.weakest < self.settings.sure

    @property
    def is_whole(self) -> bool:
        """Whether a marker stands there from end to end."""
        return self.reading is not None and looks_complete(self.reading.text)

    @property
    def weakest(self) -> float:
        """The confidence of the least sure character, 0 without one.

        Nobody is ever sure of a space, nor need be of the bracket that a marker begins with, which the end of
        its box may cut. Inside, a doubtful one tells of something that lies over the row.
        """
        read = self.reading.characters if self.reading else ()
        inner = read[1:] if read and fold_character(read[0][0][0]) == "(" else read
        return min((c[0][1] for c in inner if c[0][0].strip()), default=0.0)

    @property
    def _weakest_letter(self) -> float:
        """The confidence of the least sure character that is no bracket; 0 where a bracket is unlikely."""
        read = [c for c in self.reading.characters if c[0][0].strip()] if self.reading else []
        if any(is_bracket(c) and c[0][1] < _LIKELY for c in read):
            return 0.0
        return min((c[0][1] for c in read if not is_bracket(c)), default=0.0)

    @property
    def next_look(self) -> tuple[TextBox, bool]:
        """The place of its next reading, and whether that looks beyond its ends.

        Nothing beyond a text that was read surely is looked for, nor more than once in a turn of the widths
        beyond one that may be a marker: such a look costs up to seven runs of the network.
        """
        if self.reading and not self.ends_changed:
            is_mid_turn = self.may_be_marker and self.reads % len(STRETCHES) > 0
            if is_mid_turn or self.weakest >= self.settings.sure:
                return TextBox(self.reading.corners, self.box.confidence), False
        return self.box, True

    @property
    def is_plain(self) -> bool:
        """Whether it can be no marker and hide none: it is not so large that one fits in it."""
        if self.deferred:
            return self._is_thin and self.deferred.is_clear
        return not self._is_unsure and self._is_thin and not self.may_be_marker

    @property
    def is_sure(self) -> bool:
        """Whether what may be a marker was read surely, often enough."""
        is_sure = self.weakest >= self.settings.sure or self.sure_letters >= _SURE_LETTERS
        return self.reads >= self.settings.reads and is_sure

    @property
    def is_done(self) -> bool:
        """Whether reading it again can add nothing while its strokes stay."""
        if self.may_be_marker:
            tells_no_more = self.alike >= _UNSURE or self.unsure >= _MOST
            return self.is_sure or (self.reads >= self.settings.reads and tells_no_more)
        if self.deferred and self.deferred.is_clear:
            return True
        thick, long = self._sides
        like_a_marker = long >= self.settings.line_ratio * thick and self._is_thin
        return not (like_a_marker and self._is_unsure) or self.reads >= self.settings.unsure_reads

    @property
    def _is_unsure(self) -> bool:
        return self.reading is None or self.reading.confidence < self.settings.unsure_below

    @property
    def _is_thin(self) -> bool:
        return bool(self._sides[0] <= self.settings.line_share * min(self.picture.grey.shape))

    @property
    def _sides(self) -> tuple[float, float]:
        """The lesser and the greater one, px."""
        thick, long = sorted((width(self.box.corners), height(self.box.corners)))
        return thick, long

    def is_unchanged(self, frame: Frame) -> bool:
        """Whether a frame shows the same picture there as the one it was read on."""
        if self.picture is frame.picture:
            return True
        corners = self.box.corners
        left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int) - _SPOT_PX, 0)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int) + _SPOT_PX
        before, now = (seen.pixels[top:bottom, left:right] for seen in (self.picture, frame.picture))
        change = cv2.absdiff(before, now)
        return float(cv2.blur(change, (_SPOT_PX, _SPOT_PX)).max()) <= self.settings.noise
