"""The lawful numbers of which a text may be a misreading: its own year and serial in a lawful frame.

Nothing is repaired by it: which of them the screen shows, if any, is asked of the picture, by scores of the
reader's network. Year and serial are never other than read, but for letters in the year and for a stroke that
may be its bracket: no knowledge tells one digit from another.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from detector.law.tables.loader import shipped
from detector.law.tables.queries import Provisions
from detector.law.text.parser import parse
from detector.marker.confusables import BRACKET_LIKE, DIGIT_LIKE
from detector.marker.normalize import fold
from detector.records import Marker

_STROKES = f"(){BRACKET_LIKE}\ufffd"
"""A bracket, and what one is read as; the last one is a cell of a column that could not be read."""
_STROKE = f"[{_STROKES}]{{0,2}}"
_REAR = re.compile(
    rf"{_STROKE}(?P<year>2[0Oo][0-9OoIl]{{2}}){_STROKE}[^0-9第号]?第(?P<serial>[0-9]{{1,12}})号"
)
"""A letter that stands before 第 may be scenery, as one behind the series or behind an issuer may."""
_ENGLISH_YEAR = re.compile(r"(?<=[(.])2[0Oo][0-9OoIl]{2}(?=[)N])")
_DIGITS = str.maketrans({letter: DIGIT_LIKE[letter] for letter in "OoIl"})
"""What a year is read with; other letters do not stand for a digit of one."""
_WORDS = frozenset("网微剧审备字")
_LEAST_WORDS = 3
_LENGTHS = range(3, 8)
"""Letters of a series that has lost up to two of its five, or got two."""
_LONGEST_ISSUER = 8
_IS_MARKER, _IS_KNOWN = 1, 2
_Candidate = tuple[str, bool]
"""A text, and whether its issuer is the one that was read."""


@dataclass(frozen=True, slots=True)
class CandidateForm:
    """A text that the screen may show, folded, and how much of it is as the law's tables have it.

    ``lawful`` counts two things, 0 to 2: that it is a marker, and that its issuer is in brackets and a table.
    ``number`` is the marker's normal form, empty where it is none; other brackets make no other number.
    """

    text: str
    lawful: int
    number: str = ""


def candidate_forms(
    printed: str, others: Iterable[str] = (), provisions: Provisions | None = None
) -> tuple[CandidateForm, ...]:
    """The text as read, and what else it may be: lawful texts, and ``others`` of the same year and serial.

    ``others`` are texts that some readings gave. Empty where there is nothing lawful, or nothing else.
    """
    tables = provisions or shipped()
    letters = fold(printed).text
    read = _form(letters, tables)
    texts = dict(_chinese(letters, tables))
    for year in _ENGLISH_YEAR.finditer(letters):
        mended = year.group().translate(_DIGITS)
        texts[letters[: year.start()] + mended + letters[year.end() :]] = True
    forms = {text: form for text in texts if (form := _form(text, tables)).lawful}
    for other in (fold(other).text for other in others):
        if _numerals(other) == _numerals(letters):
            forms.setdefault(other, _form(other, tables))
    forms.pop(letters, None)
    if not forms or not any(form.lawful for form in (read, *forms.values())):
        return ()
    names_known_issuer = any(
        same and text in forms and forms[text].lawful == _IS_KNOWN for text, same in texts.items()
    )
    as_read = read if read.lawful else replace(read, lawful=int(names_known_issuer))
    return (as_read, *forms.values())


def _numerals(text: str) -> str:
    """The year and serial of a text, whatever stands for their brackets; all of its digits if it has none."""
    rear = _REAR.search(text)
    if rear:
        return f"{rear['year']} {rear['serial']}"
    return "".join(letter for letter in text if letter.isdigit())


def _form(text: str, tables: Provisions) -> CandidateForm:
    markers = [found for found in parse(text, tables) if isinstance(found, Marker)]
    if len(markers) != 1:
        return CandidateForm(text, 0)
    # An issuer without brackets: readers lose them more often than they are not printed.
    is_known = markers[0].issuer.kind != "unknown" and "(" in text.partition("网")[0]
    return CandidateForm(text, _IS_KNOWN if is_known else _IS_MARKER, markers[0].number)


def _chinese(letters: str, tables: Provisions) -> Iterator[_Candidate]:
    for rear in _REAR.finditer(letters):
        year = rear["year"].translate(_DIGITS)
        end = f"({year})第{rear['serial']}号"
        behind = letters[rear.end() :]
        # Strokes behind a number are no part of it, and on some pictures only.
        ends = (end + behind, end) if not behind.strip(_STROKES) else (end + behind,)
        for before, name, series in _fronts(letters[: rear.start()], tables):
            for issuer in (name, *tables.issuers_of_length(len(name))):
                yield from ((f"{before}({issuer}){series}{end}", issuer == name) for end in ends)


def _fronts(front: str, tables: Provisions) -> Iterator[tuple[str, str, str]]:
    """What stands before the issuer, the issuer, and a series, for each way to part what is before a year."""
    current = [row.series for row in tables.series if row.era == "current"]
    for length in _LENGTHS:
        head, word = front[:-length], front[-length:]
        if sum(letter in _WORDS for letter in word) < _LEAST_WORDS or not head:
            continue
        # The end may be an issuer with or without its brackets; what stands before one without them is not
        # told from it.
        bare = head.rstrip("()")
        before, bracket, end = bare.rpartition("(")
        if not bracket:
            before, end = "", bare
        for name in dict.fromkeys((end, end.strip(_STROKES), end.partition(")")[0])):
            if 0 < len(name) <= _LONGEST_ISSUER:
                for series in current:
                    yield before, name, series
