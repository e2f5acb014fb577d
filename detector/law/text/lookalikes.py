"""What a near miss looks like: the lawful words that differ from it in a character that readers confuse.

An explanation for people only. Nothing is repaired by it: whether the character was printed so or misread
cannot be told from the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from detector.law.tables.loader import shipped
from detector.marker.confusables import DIGIT_LIKE, MEASURED
from detector.marker.normalize import fold

_Found = tuple[str, str, str]
"""Lawful text, character read, lawful character."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """The lawful text that a part of a near miss looks like, and where it differs.

    ``read`` stands there, ``lawful`` would stand in its place. Of ``of`` printed ``lawful`` characters of the
    accuracy clips, ``times`` were read as ``read``; both are 0 where it never happened.
    """

    text: str
    read: str
    lawful: str
    times: int
    of: int


def lookalike(printed: str) -> Lookalike | None:
    """The lawful text that a near miss is like, but for one character; ``None`` for none, or for several."""
    letters = fold(printed).text
    rows = {(row.printed, row.read): row for row in MEASURED}
    found = [*_like_a_series(letters), *_like_a_digit(letters)]
    known = [one for one in found if (one[2], one[1]) in rows]
    chosen = known or found
    if len(chosen) != 1:
        return None
    text, read, lawful = chosen[0]
    row = rows.get((lawful, read))
    return Lookalike(text, read, lawful, row.times if row else 0, row.of if row else 0)


def _like_a_series(letters: str) -> Iterator[_Found]:
    known = [row.series for row in shipped().series if row.era == "current"]
    if any(series in letters for series in known):
        return
    for series in known:
        for end in (place for place, letter in enumerate(letters) if letter == "("):
            part = letters[max(0, end - len(series)) : end]
            others = [(a, b) for a, b in zip(part, series, strict=False) if a != b]
            if len(part) == len(series) and len(others) == 1:
                yield series, *others[0]


def _like_a_digit(letters: str) -> Iterator[_Found]:
    serial = letters.rpartition("第")[2].partition("号")[0]
    strange = {letter for letter in serial if not letter.isdigit()}
    if len(strange) == 1:
        (read,) = strange
        if read in DIGIT_LIKE:
            yield serial.replace(read, DIGIT_LIKE[read]), read, DIGIT_LIKE[read]
