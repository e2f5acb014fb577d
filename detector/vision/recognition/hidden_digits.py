"""Where a digit of a marker may be hidden: holes in a row that no character explains.

A reader that aligns characters with its steps by itself (CTC) closes gaps: 12345 of which the 3 is covered is
read as 1245, with hardly a doubt. But it tells where each character stands, and a row has a pitch: digits
are as far from one another as those of the year are, whatever the face and the spacing of its letters.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from detector.marker.normalize import fold_character, is_han
from detector.video.frame import Pixels
from detector.vision.data import Corners
from detector.vision.geometry import grown, height, is_column, width
from detector.vision.recognition.crops import crop
from detector.vision.recognition.line_result import UNREAD, LineResult

_LEAST_PAIRS = 3
"""Pairs of digits in a row of which the pitch is known: those of a year. Chosen, not measured."""
_SIDE_PX, _SIDE_LEVELS, _SIDE_SHARE = 3, 16, 0.8
"""The side of a thing: over so many px lightness changes by so many levels, on such a share of the rows.

A digit is two thirds as high as its row. Chosen, not measured.
"""
_EM = 1.7
"""Pitch of full-width letters in pitches of narrow digits, where no two stand in the row: chosen."""
_CUT_SERIAL = re.compile(r"第\d+ *$")
_SERIAL = re.compile(r"第([0-9A-Za-z]+)号")
"""A letter there stands in a digit's place, printed or read for one."""
_SIGN_BETWEEN_DIGITS = re.compile(r"(?<=\d)(?!(?<=20\d\d)\))(?:[^\w\s\ufffd]|_)(?=\d)")
"""Not the bracket after a year, which a serial follows where 第 was forgotten."""


class HiddenPlace(NamedTuple):
    """A place in a row: how many of its characters stand before it, where it begins and ends.

    ``begin`` and ``end`` are shares of the row's length. ``pitches``: by how many pitches of a digit the
    characters beside it are too far apart.
    """

    after: int
    begin: float
    end: float
    pitches: float

    def corners(self, line: Corners) -> Corners:
        """Where it is, px; it may lie beyond the end of the line."""
        downwards = is_column(line)
        long = height(line) if downwards else width(line)
        return grown(line, -self.begin * long, (self.end - 1) * long, downwards=downwards)


def digits_and_ends(line: LineResult) -> list[int]:
    """The characters of a row between which a digit may be hidden: digits, 第 and 号."""
    return [i for i, letter in enumerate(_folded(line)) if letter.isdigit() or letter in "第号"]


def hidden_places(line: LineResult, least_pitches: float, *, spaced: bool = True) -> tuple[HiddenPlace, ...]:
    """The places between the digits of a row where ``least_pitches`` of a digit's pitch are not explained.

    ``spaced``: whether the room that is both after 第 and before 号 is a space: some set one on both sides.
    """
    read = _folded(line)
    # What lies in a digit's place may be read as a sign: it is no character of the number.
    signs = {match.start() for match in _SIGN_BETWEEN_DIGITS.finditer(read)}
    glyphs = [i for i, letter in enumerate(read) if letter.strip() and i not in signs]
    text = "".join(read[i] for i in glyphs)
    places = [line.places[i] for i in glyphs]
    rooms = np.diff(places)
    serial = _SERIAL.search(text)
    in_serial = range(*serial.span(1)) if serial else range(0)
    digits = {i for i, letter in enumerate(text) if letter.isdigit() or i in in_serial}
    pairs = [i for i in range(len(rooms)) if {i, i + 1} <= digits]
    if len(pairs) < _LEAST_PAIRS:
        return ()
    digit = float(np.sort(rooms[pairs])[:-1].mean())  # the widest may be a hole
    if digit <= 0:
        return ()
    beyond = {i: float(rooms[i] / digit - 1) for i in pairs}
    if serial:
        first, last = serial.start(), serial.end() - 2
        expected = (_em(text, rooms, digit) + digit) / 2
        ends = [float((rooms[i] - expected) / digit) for i in (first, last)]
        space = max(0.0, min(ends)) if spaced else 0.0
        beyond |= {i: end - space for i, end in zip((first, last), ends, strict=True)}
    return tuple(
        HiddenPlace(glyphs[i] + 1, *_hole(places[i], places[i + 1], digit, text[i : i + 2]), pitches)
        for i, pitches in sorted(beyond.items())
        if pitches >= least_pitches
    )


def cut_end(line: LineResult, is_covered: Callable[[float, float], bool]) -> tuple[HiddenPlace, ...]:
    """The place after the last digit of a serial without 号, where something covers what may stand there.

    ``is_covered`` says it of a stretch, given as shares of the row's length.
    """
    text = _folded(line)
    if not _CUT_SERIAL.search(text) or len(line.places) < _LEAST_PAIRS:
        return ()
    digit = float(np.median(np.diff(line.places)[-_LEAST_PAIRS:]))
    end = line.places[-1] + digit / 2
    if not is_covered(end, end + digit):
        return ()
    # Half of the last digit too, so that there is something to be seen where the rest lies off the frame.
    return (HiddenPlace(len(line.characters), line.places[-1], end + digit, 1.0),)


def is_covered(pixels: Pixels, row: Corners, begin: float, end: float) -> bool:
    """Whether a stretch beside a line (shares of its length) lies off the frame, or a thing's side is there.

    The side of a thing that lies over the line is an edge across all of it, as of no letter.
    """
    high, wide = pixels.shape[:2]
    downwards = is_column(row)
    first, last = (row[[0, 1]], row[[3, 2]]) if downwards else (row[[0, 3]], row[[1, 2]])
    x, y = first.mean(axis=0) + end * (last.mean(axis=0) - first.mean(axis=0))
    if not (0 <= x < wide and 0 <= y < high):
        return True
    long, margin = height(row) if downwards else width(row), (end - begin) / 2
    around = grown(row, -(begin - margin) * long, (end - 1) * long, downwards=downwards)
    grey = cv2.cvtColor(crop(pixels, around), cv2.COLOR_BGR2GRAY).astype(np.float32)
    grey = grey.T if downwards else grey
    if grey.shape[1] <= _SIDE_PX:
        return False
    steps = grey[:, _SIDE_PX:] - grey[:, :-_SIDE_PX]
    clear = (np.abs(steps) > _SIDE_LEVELS) * np.sign(steps)
    return bool(np.abs(clear.mean(axis=0)).max() >= _SIDE_SHARE)


def unread_cells(line: LineResult) -> tuple[HiddenPlace, ...]:
    """The places of a column's cells after the series in which nothing, or a sign between digits, was read.

    Before it scenery beside an issuer is often taken for cells of the text.
    """
    read = _folded(line)
    pitch = float(np.median(np.diff(line.places))) if len(line.places) > 1 else 1.0
    signs = {match.start() for match in _SIGN_BETWEEN_DIGITS.finditer(read)}
    return tuple(
        HiddenPlace(i, place - pitch / 2, place + pitch / 2, 1.0)
        for i, (character, place) in enumerate(zip(line.characters, line.places, strict=True))
        if i > read.find("字") and (character == UNREAD or i in signs)
    )


def _folded(line: LineResult) -> str:
    """One letter for each character of a row."""
    return "".join((fold_character(character[0][0]) or " ")[0] for character in line.characters)


def _em(text: str, rooms: "np.ndarray[tuple[int], np.dtype[np.float64]]", digit: float) -> float:
    """The pitch of full-width letters."""
    wide = [i for i, pair in enumerate(pairwise(text)) if all(map(is_han, pair))]
    return float(np.median(rooms[wide])) if wide else _EM * digit


def _hole(before: float, after: float, digit: float, pair: Sequence[str]) -> tuple[float, float]:
    """Begin and end of what is between two characters, without the half of each that belongs to it."""
    halves = [digit / 2 if letter.isdigit() else digit for letter in pair]
    return before + halves[0], max(before + halves[0] + digit / 2, after - halves[1])
