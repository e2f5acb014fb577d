"""Boxes to text: each box is cut out, laid level at the height that a CTC recogniser takes, and read.

No direction classifier is asked: it turns upright marker lines round. A line that was read with little
confidence is read upside down as well, and a column is read both as turned text and as a row of its glyphs;
the surest reading is kept. A line that may be a marker gets a second look beyond both ends of its box,
because detectors lose a faint issuer or a thin last digit.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.marker.cues import count_cues, has_series_or_tail, looks_complete, may_be_marker
from detector.marker.normalize import fold_character, fold_text
from detector.scan_trace import OFF, Trace
from detector.settings.vision import RecognizerSettings
from detector.video.frame import Frame, Pixels
from detector.vision.data import Character, Corners, HiddenDigit, Reading, TextBox
from detector.vision.geometry import grown, height, is_column, part, width
from detector.vision.recognition.crops import ColumnCrop, crop, row_views, side_by_side, with_narrow_cells
from detector.vision.recognition.ctc import log_likelihoods, peaks
from detector.vision.recognition.glyph_classifier import GlyphClassifier
from detector.vision.recognition.hidden_digits import (
    HiddenPlace,
    cut_end,
    digits_and_ends,
    hidden_places,
    is_covered,
    unread_cells,
)
from detector.vision.recognition.line_result import LineResult, merge_readings, restricted_to_cells
from detector.vision.recognition.preprocess import RecognitionNetwork, to_network_input
from detector.vision.recognition.vertical import CellSteps, cell_likelihoods, column_likelihoods
from detector.vision.recognition.zero_or_letter_o import LETTER_O, with_letter_o

_HEIGHT = 48
"""Of a line that has the greatest width in the settings, px."""
# Chosen, not measured, as all of the following.
_FULL_WIDTH = 0.62
"""Distance of full-width digits, in heights of the row, at least; that of narrow ones is half a height."""
_OPTIONS = 4
"""Classes of a step that are kept: its likeliest ones."""
_REACHES = ((6.0, 3.0), (14.0, 10.0))
"""How far a second and a third look reach before and after a box, in its heights.

First an issuer of four characters in brackets, a digit and 号; then all that may stand beside a fragment.
"""
_BEFORE, _AFTER = 7, 3
"""Cells of a column before its first sure glyph that may hold an issuer, and after its last one."""
_SUSPECT = 0.45
"""Pitches of a digit that are not explained, by the network's steps, from which glyphs are placed anew."""
_OF_STEPS = 0.25
"""How many pitches more that must be where steps alone say it: of 159 honest rows one had more than 0.6."""
_LEAST_INNER = 6
"""Letters from which a text is compared without its first and last one, which a box may cut."""
_SHIFTS = (-0.1, 0.0, 0.1)
"""Where the cells of a column are cut for lying brackets, in cells: fonts set them off the middle."""


class RowOutput(NamedTuple):
    """The network's output for a row's picture, before it is made a text.

    ``steps``: steps x classes, shares of 0 to 1; ``step_share``: how much of the row each covers.
    """

    picture: Pixels
    steps: NDArray[np.float32]
    step_share: float


class ColumnOutput(NamedTuple):
    """The network's output for a column's cells, those with its text: how they are read, and each view."""

    line: LineResult
    views: tuple[CellSteps, ...]


class Recognizer:
    """Reads lines with one network; keeps no state between frames.

    ``alphabet[i]`` is the character of class ``i``; class 0 is CTC's blank.
    """

    def __init__(
        self,
        network: RecognitionNetwork,
        alphabet: Sequence[str],
        settings: RecognizerSettings,
        glyphs: GlyphClassifier | None = None,
    ) -> None:
        """``glyphs`` is asked for a second opinion on what may be a part of a marker."""
        self._glyphs = glyphs
        self._network = network
        self._alphabet = alphabet
        self._folded = [fold_character(character) for character in alphabet]
        self._classes: dict[str, list[int]] = {}
        for number, letter in enumerate(self._folded):
            self._classes.setdefault(letter, []).append(number)
        self._settings = settings

    def recognize(
        self, frame: Frame, box: TextBox, *, beyond: bool = True, stretch: float = 1.0, trace: Trace = OFF
    ) -> Reading:
        """The text in a box, marked as not legible where it is empty or less sure than the setting asks.

        ``beyond``: whether a row that may be part of a marker is looked at beyond the ends of its box.
        ``stretch``: how many times as wide as it is a row is shown to the network; one of ``STRETCHES``.
        """
        place, turn_ratio, turned = box.corners, self._settings.turn_ratio, False
        row, holes = place, tuple[HiddenPlace, ...]()
        if is_column(place):
            column = ColumnCrop(frame.pixels, place)
            line = self._read_line(side_by_side(column.cells()))
            if count_cues(line.text):
                output, place, row = self._read_cells(column)
                line = output.line
                holes = unread_cells(line) + cut_end(line, partial(is_covered, frame.pixels, row))
            elif height(place) >= turn_ratio * width(place):
                line, _ = self._first_sure(line, column.turned_views())
        else:
            long = width(place) >= turn_ratio * height(place)
            views = row_views(frame.pixels, place)
            line, view = self._first_sure(LineResult(), views if long else islice(views, 1), stretch)
            line, turned = line.without_latin_ends(), view == 1
            if beyond and may_be_marker(line.text) and not looks_complete(line.text):
                line, place, row = self._read_beyond(frame.pixels, place, line, stretch)
            if may_be_marker(line.text) or has_series_or_tail(line.text):
                holes = self._hidden_places(frame.pixels, row, line, turned=turned)
                holes += cut_end(line, partial(is_covered, frame.pixels, row))
        hidden = tuple(HiddenDigit(hole.after, hole.corners(row)) for hole in holes)
        legible = bool(line.characters) and line.confidence >= self._settings.min_confidence
        if trace.is_on:
            threshold = ("recognizer.min_confidence", self._settings.min_confidence)
            trace.add(
                "reading",
                at_ms=frame.at_ms,
                box=box.corners,
                quad=place,
                text=line.text,
                confidence=line.confidence,
                characters=line.characters,
                dropped=not legible,
                threshold=threshold,
            )
            for hole, digit in zip(holes, hidden, strict=True):
                least = ("recognizer.hidden_pitches", self._settings.hidden_pitches)
                told = {"after": hole.after, "quad": digit.corners, "pitches": hole.pitches}
                trace.add("hidden_digit", at_ms=frame.at_ms, **told, threshold=least)
        return Reading(frame.at_ms, place, line.characters, legible=legible, turned=turned, hidden=hidden)

    def recognize_mirrored(self, frame: Frame, box: TextBox) -> Reading:
        """The text of a row as a mirror at its side, then below it, shows it: legible or not."""
        row = crop(frame.pixels, box.corners)
        mirrored = (cv2.flip(row, axis).astype(np.uint8, copy=False) for axis in (1, 0))
        line, view = self._first_sure(LineResult(), mirrored)
        legible = bool(line.characters) and line.confidence >= self._settings.min_confidence
        return Reading(frame.at_ms, box.corners, line.characters, legible=legible, turned=view == 1)

    def forward(self, picture: Pixels, stretch: float = 1.0) -> RowOutput:
        """The network's output for a level row's picture, shown ``stretch`` times as wide as it is."""
        most_ratio = self._settings.max_width_px / _HEIGHT
        blob, taken_px = to_network_input(picture, self._network.line_shape, most_ratio, stretch)
        steps = self._network(blob)[0]
        step_share = blob.shape[3] / len(steps) / taken_px
        return RowOutput(picture, steps, step_share)

    def forward_column(self, picture: Pixels, corners: Corners) -> ColumnOutput:
        """The network's output for a column of upright glyphs in a picture."""
        return self._read_cells(ColumnCrop(picture, corners))[0]

    def decode(self, output: RowOutput | ColumnOutput, at_ms: int, corners: Corners) -> Reading | None:
        """The text of an output, however sure, ``None`` where there is none."""
        # A column's line has lost its doubtful ends already, before what was passed over in it was filled in.
        line = self._line(output).without_doubtful_ends() if isinstance(output, RowOutput) else output.line
        return Reading(at_ms, corners, line.characters) if line.characters else None

    def log_likelihoods(self, output: RowOutput | ColumnOutput, texts: Sequence[str]) -> NDArray[np.float64]:
        """How likely an output is where each text is printed: natural logarithms, one a text.

        Spaces do not count, and all forms of a character are one.
        """
        folded = [[letter for letter in map(fold_character, text) if letter.strip()] for text in texts]
        letters = sorted({letter for text in folded for letter in text})
        classes = {letter: number for number, letter in enumerate(letters, 1)}
        wanted = [[classes[letter] for letter in text] for text in folded]
        if isinstance(output, RowOutput):
            likelihoods = log_likelihoods(self._class_shares(output.steps, letters), wanted)
            if not self._glyphs:
                return likelihoods
            line, joined = self._line(output), ["".join(text) for text in folded]
            return likelihoods + self._glyphs.log_likelihood_ratios(line, output.picture, joined)
        views = [cell_likelihoods(self._class_shares(view.steps, letters), view) for view in output.views]
        cells = np.logaddexp.reduce(views) - np.log(len(views))
        return column_likelihoods(cells, wanted)

    def _class_shares(self, steps: NDArray[np.float32], letters: Sequence[str]) -> NDArray[np.float64]:
        """Steps x classes: the share of nothing, then of each letter in all its forms."""
        blanks = {0, *self._classes.get("", ()), *self._classes.get(" ", ())}
        columns = [sorted(blanks), *(self._classes.get(letter, []) for letter in letters)]
        return np.stack([steps[:, column].astype(np.float64).sum(axis=1) for column in columns], axis=1)

    def _read_cells(self, column: ColumnCrop) -> tuple[ColumnOutput, Corners, Corners]:
        """A column of upright glyphs, beyond its box's ends, then once more without what is empty there.

        With the text's place, and that of the cells which the places of its characters are shares of.
        Cells without a sure glyph may hold brackets, which lie in typeset columns: they are stood up too.
        """
        cells = column.cells(extended=True)
        standing = self._read_line(side_by_side(cells))
        glyphs = [int(place * len(cells)) for place in standing.sure_glyph_places]
        first, last = (max(0, glyphs[0] - _BEFORE), glyphs[-1] + _AFTER) if glyphs else (0, len(cells))
        kept = cells[first:last]
        count = len(kept)
        lying = set(range(count)) - {cell - first for cell in glyphs}
        upright = self.forward(side_by_side(kept))
        stood_up = [
            self.forward(side_by_side(kept, {number: moved[first + number] for number in lying}))
            for moved in (column.cells(extended=True, shift=shift) for shift in _SHIFTS)
        ]
        brackets = [self._line(row).with_only_brackets_in(lying, count) for row in stood_up]
        first_reading = restricted_to_cells(standing, first, len(cells), count)
        close, ends = with_narrow_cells(kept, {int(place * count) for place in first_reading.narrow_places})
        closed = self.forward(close)
        readings = (
            first_reading,
            self._line(upright),
            *brackets,
            self._line(closed).in_even_cells(ends),
        )
        line = merge_readings(readings, count).without_doubtful_ends()
        line = line.longest_piece(1 / count).with_unread_cells(1 / count)
        begin, end = (line.places[0], line.places[-1]) if line.places else (0.0, 1.0)
        even = [(i + 1) / count for i in range(count)]
        around = slice(max(0, int(begin * count) - 1), int(end * count) + 2)
        clearest = stood_up[max(range(len(stood_up)), key=lambda i: brackets[i].weight)]
        views = ((upright, even), (clearest, even), (closed, ends))
        share, offset = count / len(cells), first / len(cells)
        half_cell = 0.6 / len(cells)
        place = (offset + begin * share - half_cell, offset + end * share + half_cell)
        seen = []
        for row, cell_ends in views:
            left, inside = (0.0, *cell_ends)[around.start], cell_ends[around]
            steps = [i for i in range(len(row.steps)) if left <= (i + 0.5) * row.step_share <= inside[-1]]
            seen.append(
                CellSteps(row.steps[steps], row.step_share, tuple(cell_end - left for cell_end in inside))
            )
        text_place, cells_place = (
            part(column.extended_corners, *stretch, downwards=True)
            for stretch in (place, (offset, offset + share))
        )
        return ColumnOutput(line, tuple(seen)), text_place, cells_place

    def _first_sure(
        self, best: LineResult, views: Iterable[Pixels], stretch: float = 1.0
    ) -> tuple[LineResult, int]:
        """Read view after view until one is sure enough; the best, and its number (-1: none of them)."""
        chosen = -1
        for number, view in enumerate(views):
            if best.confidence >= self._settings.turn_below and not best.is_sparse:
                break
            line = self._read_line(view, stretch)
            if line.weight > best.weight:
                best, chosen = line, number
        return best, chosen

    def _read_beyond(
        self, pixels: Pixels, corners: Corners, first: LineResult, stretch: float
    ) -> tuple[LineResult, Corners, Corners]:
        """The same row read further out; counts only where it confirms the reading before and adds to it.

        With the text's place, and that of the row which the places of its characters are shares of.
        """
        thick = height(corners)
        best, place, row = first, corners, corners
        for before, after in _REACHES:
            longer = grown(corners, before * thick, after * thick, downwards=False)
            line = self._read_line(crop(pixels, longer), stretch).without_doubtful_ends().without_latin_ends()
            if len(line.text) > len(best.text) and _inner(best.text) in fold_text(line.text):
                margin = 0.75 * thick / width(longer)
                begin, end = line.places[0] - margin, line.places[-1] + margin
                best, place, row = line, part(longer, begin, end, downwards=False), longer
            elif _inner(line.text) == _inner(best.text):
                break  # There is nothing beside it, so nothing further out belongs to it.
            if looks_complete(best.text):
                break
        return best, place, row

    def _hidden_places(
        self, pixels: Pixels, row: Corners, line: LineResult, *, turned: bool
    ) -> tuple[HiddenPlace, ...]:
        """The places of a row where a digit may be hidden.

        A step of the network is as long as half a narrow digit, and where it names a digit may be a step off.
        So the glyph classifier says where the digits are, where by their steps one may be hidden.
        """
        least = self._settings.hidden_pitches
        if self._glyphs is None:
            return hidden_places(line, least + _OF_STEPS)
        if not hidden_places(line, _SUSPECT, spaced=False):
            return ()
        picture = next(islice(row_views(pixels, row), int(turned), None))
        return hidden_places(self._glyphs.centred(line, picture, digits_and_ends(line)), least)

    def _read_line(self, picture: Pixels, stretch: float = 1.0) -> LineResult:
        return self._line(self.forward(picture, stretch))

    def _line(self, row: RowOutput) -> LineResult:
        steps = row.steps
        high, wide = row.picture.shape[:2]
        ratio = float(wide / high)
        # A character may last several steps: its confidence is that of its surest one.
        surest = peaks(steps)
        places = tuple(min(1.0, (step + 0.5) * row.step_share) for step in surest)
        letters = steps[surest].argmax(axis=1)
        glyphs = [i for i, letter in enumerate(letters) if self._alphabet[letter].strip()]
        # Glyphs, not spaces, whose neighbours are as far off as those of a full-width digit.
        apart = set[int]()
        for before, glyph, after in zip((None, *glyphs), glyphs, (*glyphs[1:], None), strict=False):
            rooms = [abs(places[glyph] * ratio - places[i] * ratio) for i in (before, after) if i is not None]
            if min(rooms, default=0.0) >= _FULL_WIDTH:
                apart.add(glyph)
        characters = tuple(self._character(steps[s], apart=i in apart) for i, s in enumerate(surest))
        line = LineResult(characters, places, ratio).without_double_brackets().without_specks()
        if self._glyphs and has_series_or_tail(line.text):
            return self._glyphs.rescore(line, row.picture)
        return line

    def _character(self, step: NDArray[np.float32], *, apart: bool) -> Character:
        """The likeliest characters of one step. The forms of a character are one: their shares add up."""
        likely = np.argpartition(step, -_OPTIONS)[-_OPTIONS:]
        best = likely[np.argsort(-step[likely], kind="stable")]
        options: dict[str, tuple[str, float]] = {}
        for number in map(int, best):
            character = self._alphabet[number]
            letter = self._folded[number]
            if number and letter not in options:
                options[letter] = (character, self._share(step, letter))
        return with_letter_o(tuple(options.values()), self._share(step, LETTER_O), apart=apart)

    def _share(self, step: NDArray[np.float32], letter: str) -> float:
        return min(1.0, float(step[self._classes.get(letter, [])].sum()))


def _inner(text: str) -> str:
    """A text without its first and last letter, which the end of a box may cut and make others of."""
    letters = fold_text(text)
    return letters[1:-1] if len(letters) > _LEAST_INNER else letters
