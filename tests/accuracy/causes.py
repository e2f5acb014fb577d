"""Why a clip was not read as it should: which stage lost the marker, guessed from what was seen."""

from collections.abc import Iterable
from typing import Literal

from rapidfuzz.fuzz import ratio

from detector.marker.normalize import fold
from detector.records import Opening

Cause = Literal["detect", "join", "recognize", "fuse", "parse"]
"""parse: the text was read rightly. fuse: it was among the alternatives. join: its pieces were read rightly.
recognize: something like it was read. detect: nothing like it was seen."""

_ALIKE = 45.0
_PIECES = 0.8
"""Share of a text that rightly read pieces must make up."""


def cause(printed: Iterable[str], opening: Opening) -> Cause:
    """The last stage that had not lost the text; for several texts that of the worst one."""
    order: tuple[Cause, ...] = ("detect", "recognize", "join", "fuse", "parse")
    return min((_cause(_plain(text), opening) for text in printed), key=order.index, default="recognize")


def closest(printed: Iterable[str], opening: Opening) -> str | None:
    """The text seen that is likest to one of those printed."""
    pairs = [(ratio(_plain(text), _plain(s.text)), s.text) for text in printed for s in opening.sightings]
    return max(pairs, default=(0.0, None))[1]


def _cause(text: str, opening: Opening) -> Cause:
    seen = [_plain(sighting.text) for sighting in opening.sightings]
    others = [_plain(other.text) for sighting in opening.sightings for other in sighting.alternatives]
    if any(text in one for one in seen):
        return "parse"
    if any(text in one for one in others):
        return "fuse"
    pieces = {one for one in seen if len(one) > 1 and one in text}
    covered = {place for one in pieces for place in range(text.index(one), text.index(one) + len(one))}
    if len(covered) >= _PIECES * len(text):
        return "join"
    return "recognize" if any(ratio(text, one) >= _ALIKE for one in seen) else "detect"


def _plain(text: str) -> str:
    return fold(text).text
