"""Boxes to text: each box is cut out, laid level at the height that a CTC recogniser takes, and read.

No direction classifier is asked: it turns upright marker lines round. A line that was read with little
confidence is read upside down as well, and a column is read both as turned text and as a row of its glyphs;
the surest reading is kept. A line that may be a marker gets a second look beyond both ends of its box,
because the locator loses a faint issuer or a thin last digit.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.marker.cues import deserves_two_readers, is_whole, may_be_marker, promise
from detector.marker.spelling import folded, spelled
from detector.scan_trace import OFF, Trace
from detector.settings.vision import RecognizerSettings
from detector.video.frame import Frame, Pixels
from detector.vision.data import Character, Corners, Reading, TextBox
from detector.vision.geometry import grown, height, is_column, part, width
from detector.vision.recognition.crops import Column, closed_up, cut, row_views, side_by_side
from detector.vision.recognition.ctc import log_likelihoods, peaks
from detector.vision.recognition.glyph_classifier import GlyphClassifier
from detector.vision.recognition.line_result import LineResult, beginning_at, cell_by_cell
from detector.vision.recognition.preprocess import RecognitionNetwork, level
from detector.vision.recognition.vertical import View, column_likelihoods, glyph_likelihoods
from detector.vision.recognition.zero_or_letter_o import LETTER_O, doubted

_HEIGHT = 48
"""Of a line that has the greatest width in the settings, px."""
_FULL_WIDTH = 0.62
"""Distance of full-width digits, in heights of the row, at least; that of narrow ones is half a height."""
_OPTIONS = 4
"""Classes of a step that are kept: its likeliest ones."""
_TURNED_RATIO = 3.0
"""What is not so many times longer than high is no line of a marker, and not tried turned round."""
_REACHES = ((6.0, 3.0), (14.0, 10.0))
"""How far a second and a third look reach before and after a box, in its heights.

First an issuer of four characters in brackets, a digit and 号; then all that may stand beside a fragment.
"""
_BEFORE, _AFTER = 7, 3
"""Cells of a column before its first sure glyph that may hold an issuer, and after its last one."""
_LEAST_CORE = 6
_OFF = (-0.1, 0.0, 0.1)
"""How far lying brackets stand off the middle of their cells, in cells: fonts differ."""


class Row(NamedTuple):
    """What the network says of a row's picture, before it is made a text.

    ``steps``: steps x classes, shares of 0 to 1; ``step_share``: how much of the row each covers.
    """

    picture: Pixels
    steps: NDArray[np.float32]
    step_share: float

    @property
    def ratio(self) -> float:
        """The row's length / height."""
        high, wide = self.picture.shape[:2]
        return float(wide / high)


class Cells(NamedTuple):
    """What the network says of a column's cells, those with its text: how it reads them, and each view."""

    line: LineResult
    views: tuple[View, ...]


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
        self._spelling = [spelled(character) for character in alphabet]
        self._spellings: dict[str, list[int]] = {}
        for number, spelling in enumerate(self._spelling):
            self._spellings.setdefault(spelling, []).append(number)
        self._settings = settings

    def read(self, frame: Frame, box: TextBox, *, beyond: bool = True, trace: Trace = OFF) -> Reading | None:
        """The text in a box, ``None`` where nothing legible is.

        ``beyond``: whether a row that may be part of a marker is looked at beyond the ends of its box.
        """
        if is_column(box.corners):
            line, place = self._read_column(Column(frame.pixels, box.corners))
        else:
            line, place = self._read_row(frame.pixels, box.corners, beyond=beyond)
        legible = line.characters and line.confidence >= self._settings.min_confidence
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
        return Reading(frame.at_ms, place, line.characters) if legible else None

    def look(self, picture: Pixels) -> Row:
        """What the network says of a level row's picture."""
        most_ratio = self._settings.max_width_px / _HEIGHT
        blob, taken_px = level(picture, self._network.line_shape, most_ratio)
        steps = self._network(blob)[0]
        step_share = blob.shape[3] / len(steps) / taken_px
        return Row(picture, steps, step_share)

    def look_down(self, picture: Pixels, corners: Corners) -> Cells:
        """What the network says of a column of upright glyphs in a picture."""
        return self._stood_side_by_side(Column(picture, corners))[0]

    def read_again(self, look: Row | Cells, at_ms: int, corners: Corners) -> Reading | None:
        """The text of a look, however sure, ``None`` where there is none."""
        line = look.line if isinstance(look, Cells) else self._line(look).without_doubtful_ends()
        return Reading(at_ms, corners, line.characters) if line.characters else None

    def log_likelihoods(self, look: Row | Cells, texts: Sequence[str]) -> NDArray[np.float64]:
        """How likely a look is to show each text: natural logarithms, one a text.

        Spaces do not count, and all spellings of a character are one.
        """
        spellings = [[spelled(character) for character in text if character.strip()] for text in texts]
        letters = sorted({x for text in spellings for x in text})
        classes = {letter: number for number, letter in enumerate(letters, 1)}
        wanted = [[classes[x] for x in text] for text in spellings]
        if isinstance(look, Row):
            likelihoods = log_likelihoods(self._parts(look.steps, letters), wanted)
            return likelihoods + self._ahead_by_glyphs(look, spellings)
        views = [glyph_likelihoods(self._parts(view.steps, letters), view) for view in look.views]
        cells = np.logaddexp.reduce(views) - np.log(len(views))
        return column_likelihoods(cells, wanted)

    def _ahead_by_glyphs(self, row: Row, texts: Sequence[Sequence[str]]) -> NDArray[np.float64] | float:
        if not self._glyphs:
            return 0.0
        return self._glyphs.ahead(self._line(row), row.picture, ["".join(text) for text in texts])

    def _parts(self, steps: NDArray[np.float32], letters: Sequence[str]) -> NDArray[np.float64]:
        """Steps x classes: the share of nothing, then of each letter in all its spellings."""
        blanks = {0, *self._spellings.get("", ()), *self._spellings.get(" ", ())}
        columns = [sorted(blanks), *(self._spellings.get(letter, []) for letter in letters)]
        return np.stack([steps[:, column].astype(np.float64).sum(axis=1) for column in columns], axis=1)

    def _read_row(self, pixels: Pixels, corners: Corners, *, beyond: bool) -> tuple[LineResult, Corners]:
        long = width(corners) >= _TURNED_RATIO * height(corners)
        views = row_views(pixels, corners)
        line = self._surest(LineResult(), views if long else islice(views, 1)).without_scenery()
        if beyond and may_be_marker(line.text) and not is_whole(line.text):
            return self._look_again(pixels, corners, line)
        return line, corners

    def _read_column(self, column: Column) -> tuple[LineResult, Corners]:
        standing = self._read_line(side_by_side(column.cells()))
        if promise(standing.text):
            cells, place = self._stood_side_by_side(column)
            return cells.line, place
        long = height(column.corners) >= _TURNED_RATIO * width(column.corners)
        return self._surest(standing, column.other_views() if long else ()), column.corners

    def _stood_side_by_side(self, column: Column) -> tuple[Cells, Corners]:
        """A column of upright glyphs, beyond its box's ends, then once more without what is empty there.

        Cells without a sure glyph may hold brackets, which lie in typeset columns: they are stood up too.
        """
        cells = column.cells(beyond=True)
        standing = self._read_line(side_by_side(cells))
        glyphs = [int(place * len(cells)) for place in standing.glyph_places]
        first, last = (max(0, glyphs[0] - _BEFORE), glyphs[-1] + _AFTER) if glyphs else (0, len(cells))
        kept = cells[first:last]
        count = len(kept)
        lying = set(range(count)) - {cell - first for cell in glyphs}
        upright = self.look(side_by_side(kept))
        stood_up = [
            self.look(side_by_side(kept, {number: moved[first + number] for number in lying}))
            for moved in (column.cells(beyond=True, off=off) for off in _OFF)
        ]
        brackets = [self._line(row).with_brackets_alone(lying, count) for row in stood_up]
        first_look = beginning_at(standing, first, len(cells), count)
        close, ends = closed_up(kept, {int(place * count) for place in first_look.narrow_places})
        closed = self.look(close)
        looks = (
            first_look,
            self._line(upright),
            *brackets,
            self._line(closed).in_even_cells(ends),
        )
        line = cell_by_cell(looks, count).without_doubtful_ends()
        line = line.longest_piece(1 / count).with_unread(1 / count)
        begin, end = (line.places[0], line.places[-1]) if line.places else (0.0, 1.0)
        even = [(i + 1) / count for i in range(count)]
        around = slice(max(0, int(begin * count) - 1), int(end * count) + 2)
        clearest = stood_up[max(range(len(stood_up)), key=lambda i: brackets[i].weight)]
        views = ((upright, even), (clearest, even), (closed, ends))
        share, offset = count / len(cells), first / len(cells)
        half_cell = 0.6 / len(cells)
        place = (offset + begin * share - half_cell, offset + end * share + half_cell)
        seen = Cells(line, tuple(_view(row, ends, around) for row, ends in views))
        return seen, part(column.beyond, *place, downwards=True)

    def _surest(self, best: LineResult, views: Iterable[Pixels]) -> LineResult:
        """Read view after view until one is read surely enough."""
        for view in views:
            if best.confidence >= self._settings.turn_below and not best.is_sparse:
                break
            best = max(best, self._read_line(view), key=lambda line: line.weight)
        return best

    def _look_again(self, pixels: Pixels, corners: Corners, first: LineResult) -> tuple[LineResult, Corners]:
        """The same row read further out; it counts only where it confirms the look before and adds to it."""
        thick = height(corners)
        best, place = first, corners
        for before, after in _REACHES:
            longer = grown(corners, before * thick, after * thick, downwards=False)
            line = self._read_line(cut(pixels, longer)).without_doubtful_ends().without_scenery()
            if len(line.text) > len(best.text) and _core(best.text) in folded(line.text):
                margin = 0.75 * thick / width(longer)
                begin, end = line.places[0] - margin, line.places[-1] + margin
                best, place = line, part(longer, begin, end, downwards=False)
            elif _core(line.text) == _core(best.text):
                break  # There is nothing beside it, so nothing further out belongs to it.
            if is_whole(best.text):
                break
        return best, place

    def _read_line(self, picture: Pixels) -> LineResult:
        return self._line(self.look(picture))

    def _line(self, row: Row) -> LineResult:
        steps, ratio = row.steps, row.ratio
        # A character may last several steps: its confidence is that of its surest one.
        surest = peaks(steps)
        places = tuple(min(1.0, (step + 0.5) * row.step_share) for step in surest)
        letters = steps[surest].argmax(axis=1)
        glyphs = [i for i, letter in enumerate(letters) if self._alphabet[letter].strip()]
        apart = set(_standing_apart(glyphs, [place * ratio for place in places]))
        characters = tuple(self._character(steps[s], apart=i in apart) for i, s in enumerate(surest))
        line = LineResult(characters, places, ratio).without_doubles()
        if self._glyphs and deserves_two_readers(line.text):
            return self._glyphs.seconded(line, row.picture)
        return line

    def _character(self, step: NDArray[np.float32], *, apart: bool) -> Character:
        """The likeliest characters of one step. What is spelled in two widths is one: its shares add up."""
        likely = np.argpartition(step, -_OPTIONS)[-_OPTIONS:]
        best = likely[np.argsort(-step[likely], kind="stable")]
        options: dict[str, tuple[str, float]] = {}
        for number in map(int, best):
            character = self._alphabet[number]
            spelling = self._spelling[number]
            if number and spelling not in options:
                options[spelling] = (character, self._share(step, spelling))
        return doubted(tuple(options.values()), self._share(step, LETTER_O), apart=apart)

    def _share(self, step: NDArray[np.float32], spelling: str) -> float:
        return min(1.0, float(step[self._spellings.get(spelling, [])].sum()))


def _view(row: Row, ends: Sequence[float], cells: slice) -> View:
    """Some of a row's cells."""
    begin, kept = (0.0, *ends)[cells.start], ends[cells]
    steps = [i for i in range(len(row.steps)) if begin <= (i + 0.5) * row.step_share <= kept[-1]]
    return View(row.steps[steps], row.step_share, tuple(end - begin for end in kept))


def _core(text: str) -> str:
    """A text without its first and last letter, which the end of a box may cut and make others of."""
    letters = folded(text)
    return letters[1:-1] if len(letters) > _LEAST_CORE else letters


def _standing_apart(glyphs: Sequence[int], places: Sequence[float]) -> Iterator[int]:
    """The numbers of the glyphs whose neighbours are as far off as those of a full-width digit.

    ``places`` are in heights of the row, of all characters; spaces are no glyphs.
    """
    for before, glyph, after in zip((None, *glyphs), glyphs, (*glyphs[1:], None), strict=False):
        rooms = [abs(places[glyph] - places[i]) for i in (before, after) if i is not None]
        if min(rooms, default=0.0) >= _FULL_WIDTH:
            yield glyph
