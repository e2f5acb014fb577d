"""A row as it was read: its characters and where each stands.

A column is read as a row of its cells, several times over; here its readings become one, cell by cell, and
what was passed over is said.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from detector.marker.confusables import BRACKET_LIKE
from detector.marker.cues import bracket_may_stand_between, latin_ends_cut
from detector.marker.normalize import fold_character
from detector.vision.data import Character, confidence_of, text_of

# Chosen on the clips of `poe accuracy`, none of them measured alone.
_SURE, _DOUBTFUL = 0.9, 0.5
"""Confidences of a character above which nothing else can stand there, and below which nothing need."""
_LEAST_DENSITY = 0.75
"""Characters in a piece of a row as long as the row is high; a full-width letter needs less than that."""
_PASSED_OVER = 1.65
"""Distance of neighbours, in cells, above which something was passed over; brackets lie beside the middle."""
_MOST_UNREAD = 3
"""Where more is empty, another text begins."""
UNREAD: Character = (("\ufffd", 0.51), ("", 0.49))
"""What stands in a cell in which nothing was read: something that nobody knows, or nothing at all."""
_BRACKETS = "()"
_CLINGS = {"(": -0.25, ")": 0.25}
"""How far outwards a bracket that was stood up is looked for, in cells."""
_ROOM_OF_BRACKET = 0.25
"""Two brackets do not stand nearer to each other than that, in heights of the row."""
_ROOM_OF_NO_SIGN = 1.2
"""Distance of two digits, in that of neighbours, up to which nothing was printed between them.

A point takes half the room of a digit.
"""
_STROKES = frozenset("一二三-—–~～_¯丶「」<>")
"""What lying brackets are read as, in the form in which it is read."""
_SPECKS = frozenset(".,:;·、。-'`")
"""What the edge of a neighbouring cell is read as, folded."""


class LineResult(NamedTuple):
    """A row's characters, the place of each as a share of the row's length, and the row's length / height."""

    characters: tuple[Character, ...] = ()
    places: tuple[float, ...] = ()
    ratio: float = 0.0

    @property
    def text(self) -> str:
        """The surest of each character."""
        return text_of(self.characters)

    @property
    def confidence(self) -> float:
        """The mean over the surest of each, 0 to 1; 0 for no character."""
        return confidence_of(self.characters)

    @property
    def is_sparse(self) -> bool:
        """Whether there is room for more letters than were read: a turned line gives scraps, surely read."""
        return len(self.characters) < _LEAST_DENSITY * self.ratio

    @property
    def weight(self) -> float:
        """How much was read how surely: a turned line often gives a few sure scraps."""
        return self.confidence**2 * len(self.characters)

    @property
    def sure_glyph_places(self) -> tuple[float, ...]:
        """Where a character is read beyond doubt, and is no stroke, as which lying brackets are read."""
        pairs = zip(self.characters, self.places, strict=True)
        return tuple(p for c, p in pairs if c[0][1] >= _SURE and c[0][0] not in _STROKES)

    @property
    def narrow_places(self) -> tuple[float, ...]:
        """Where digits, Latin letters and brackets of half a width are read."""
        pairs = zip(self.characters, self.places, strict=True)
        return tuple(place for c, place in pairs if c[0][0].isascii() and c[0][0].strip())

    def in_even_cells(self, ends: Sequence[float]) -> "LineResult":
        """The same on a row of equal cells, where ``ends`` says where each cell ends on this one."""
        begins = (0.0, *ends)
        cells = [bisect_right(ends, place, hi=len(ends) - 1) for place in self.places]
        shares = [(p - begins[i]) / (ends[i] - begins[i]) for p, i in zip(self.places, cells, strict=True)]
        places = tuple(min(i + share, i + 0.999) / len(ends) for i, share in zip(cells, shares, strict=True))
        return LineResult(self.characters, places, self.ratio)

    def with_only_brackets_in(self, lying: Collection[int], cells: int) -> "LineResult":
        """The same with brackets alone in those of ``cells`` cells that lie: a letter that lies is none.

        A bracket that was stood up clings to what it encloses, so its own cell is the one further out. Where
        most of the cells hold several letters they are no cells of glyphs: then nothing is left out.
        """
        outwards = (_CLINGS.get(fold_character(c[0][0]), 0.0) / cells for c in self.characters)
        own = [place + out for place, out in zip(self.places, outwards, strict=True)]
        places = [mine if int(mine * cells) in lying else p for mine, p in zip(own, self.places, strict=True)]
        held = Counter(cell for place in places if (cell := int(place * cells)) in lying)
        if 2 * sum(letters > 1 for letters in held.values()) > len(held):
            return self
        pairs = zip(self.characters, places, strict=True)
        kept = [(c, p) for c, p in pairs if int(p * cells) not in lying or is_bracket(c)]
        return LineResult(tuple(c for c, _ in kept), tuple(p for _, p in kept), self.ratio)

    def without_doubtful_ends(self) -> "LineResult":
        """What is left when the picture beyond a text, read as text, is taken away."""
        sure = [i for i, character in enumerate(self.characters) if character[0][1] >= _DOUBTFUL]
        kept = slice(sure[0], sure[-1] + 1) if sure else slice(0)
        return LineResult(self.characters[kept], self.places[kept])

    def without_latin_ends(self) -> "LineResult":
        """The same without the Latin letters that scenery beside a Chinese row is read as."""
        kept = latin_ends_cut("".join((fold_character(c[0][0]) or " ")[0] for c in self.characters))
        return LineResult(self.characters[kept], self.places[kept], self.ratio)

    def without_double_brackets(self) -> "LineResult":
        """The same without brackets that stand in one another: one glyph may be read as two, 「 and [."""
        dropped = set[int]()
        for second in range(1, len(self.characters)):
            first = second - 1
            one, other = self.characters[first], self.characters[second]
            near = (self.places[second] - self.places[first]) * self.ratio < _ROOM_OF_BRACKET
            if near and fold_character(one[0][0]) == fold_character(other[0][0]) in _BRACKETS:
                dropped.add(first if one[0][1] < other[0][1] else second)
        return self._without(dropped)

    def without_specks(self) -> "LineResult":
        """The same without specks of scenery: signs between digits that stand no further apart than usual."""
        letters = [(fold_character(character[0][0]) or " ")[0] for character in self.characters]
        digits = [i for i, letter in enumerate(letters) if letter.isdigit()]
        rooms = [self.places[other] - self.places[one] for one, other in pairwise(digits) if other == one + 1]
        if not rooms:
            return self
        most = _ROOM_OF_NO_SIGN * float(np.median(rooms))
        specks = {
            one + 1
            for one, other in pairwise(digits)
            if other == one + 2
            and letters[one + 1] in _SPECKS
            and self.places[other] - self.places[one] <= most
        }
        return self._without(specks)

    def _without(self, dropped: Collection[int]) -> "LineResult":
        kept = [i for i in range(len(self.characters)) if i not in dropped]
        return LineResult(
            tuple(self.characters[i] for i in kept), tuple(self.places[i] for i in kept), self.ratio
        )

    def longest_piece(self, pitch: float) -> "LineResult":
        """The longest of the texts in a column, where more cells are empty between two than within one.

        ``pitch`` is a cell's share of the column.
        """
        rooms = np.diff(self.places) / pitch
        ends = [
            0,
            *(i + 1 for i, room in enumerate(rooms) if round(room) - 1 > _MOST_UNREAD),
            len(self.places),
        ]
        begin, end = max(pairwise(ends), key=lambda piece: piece[1] - piece[0])
        return LineResult(self.characters[begin:end], self.places[begin:end], self.ratio)

    def with_unread_cells(self, pitch: float) -> "LineResult":
        """The same with a character that nobody knows in each cell of a column that was passed over.

        ``pitch`` is a cell's share of the column. Without it, 586 of which the 5 is not read would be 86.
        """
        characters: list[Character] = []
        places: list[float] = []
        for character, place in zip(self.characters, self.places, strict=True):
            room = place - places[-1] if places else 0.0
            passed = round(room / pitch) - 1 if room / pitch > _PASSED_OVER else 0
            a_bracket = passed == 1 and bracket_may_stand_between(
                text_of(characters[-1:]), text_of([character])
            )
            if a_bracket or passed > _MOST_UNREAD:
                passed = 0
            places += [places[-1] + room * (i + 1) / (passed + 1) for i in range(passed)]
            characters += [UNREAD] * passed
            characters.append(character)
            places.append(place)
        return LineResult(tuple(characters), tuple(places), self.ratio)


def restricted_to_cells(line: LineResult, first: int, cells: int, kept: int) -> LineResult:
    """A row of ``cells`` cells as a row of ``kept`` cells, the one with number ``first`` first."""
    places = [(place * cells - first) / kept for place in line.places]
    inside = [i for i, place in enumerate(places) if 0 <= place <= 1]
    return LineResult(tuple(line.characters[i] for i in inside), tuple(places[i] for i in inside))


def merge_readings(lines: Sequence[LineResult], cells: int) -> LineResult:
    """Several readings of a row of cells made one: each cell as it was read most surely.

    A bracket that is taken for a 1 is a bracket where one stands in every marker.
    """
    read = [[_cell(line, number, cells) for line in lines] for number in range(cells)]
    surest = [max((LineResult(), *readings), key=_legibility) for readings in read]
    for number in range(1, cells - 1):
        brackets = (
            cell
            for cell in read[number]
            if cell.confidence >= _DOUBTFUL and len(cell.characters) == 1 and is_bracket(cell.characters[0])
        )
        bracket = max(brackets, key=_legibility, default=None)
        around = surest[number - 1].text, surest[number + 1].text
        if bracket and surest[number].text in (*BRACKET_LIKE,) and bracket_may_stand_between(*around):
            surest[number] = bracket
    return LineResult(
        tuple(character for cell in surest for character in cell.characters),
        tuple(place for cell in surest for place in cell.places),
    )


def _cell(line: LineResult, number: int, cells: int) -> LineResult:
    """What a reading of a row of cells has in one of them."""
    here = [i for i, place in enumerate(line.places) if int(place * cells) == number]
    # A dot beside a glyph is the edge of the neighbouring cell.
    if any(line.characters[i][0][0].isalnum() or is_bracket(line.characters[i]) for i in here):
        here = [i for i in here if fold_character(line.characters[i][0][0]) not in _SPECKS]
    return LineResult(tuple(line.characters[i] for i in here), tuple(line.places[i] for i in here))


def is_bracket(character: Character) -> bool:
    """Whether a character is most likely a bracket of any form."""
    return fold_character(character[0][0]) in _BRACKETS


def _legibility(cell: LineResult) -> tuple[bool, bool, float]:
    """How well a cell is read: a bare stroke may be a bracket that lies, and a cell holds one glyph."""
    return cell.text not in _STROKES, len(cell.characters) == 1, cell.confidence
