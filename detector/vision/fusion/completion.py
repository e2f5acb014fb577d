"""A number that appears digit by digit, or from under something: what was read before it was complete goes.

A vote over all of its time would take the commonest reading, which may be a shorter one.
"""

from collections.abc import Sequence

from detector.marker.cues import has_series_or_tail, looks_complete
from detector.marker.normalize import fold_text
from detector.vision.data import Reading

_LEAST_READINGS = 2
"""Readings of a longer text for it to supersede a shorter one: chosen, not measured."""


def completed(texts: Sequence[list[Reading]]) -> list[list[Reading]]:
    """Each text's readings, in order of time, without those that are a part of what came to stand there.

    A text supersedes shorter ones where all before it are parts of it, and most from then on are the same.
    Where readings disagree in any other way all are kept, for the vote to weigh.
    """
    return [_completed(readings) for readings in texts]


def _completed(readings: list[Reading]) -> list[Reading]:
    said = [fold_text(reading.text) for reading in readings]
    for text in sorted(set(said), key=len, reverse=True):
        first = said.index(text)
        alike = said[first:].count(text)
        stays = alike >= _LEAST_READINGS and 2 * alike >= len(said) - first
        if _has_end(text) and stays and all(_is_part(shorter, text) for shorter in said[:first]):
            return readings[first:]
    return readings


def _has_end(text: str) -> bool:
    """Whether a text is a marker, or the last row of one, up to its end."""
    return looks_complete(text) or (text.endswith("号") and has_series_or_tail(text))


def _is_part(shorter: str, text: str) -> bool:
    """Whether a text is another one with letters left out."""
    rest = iter(text)
    return len(shorter) < len(text) and all(letter in rest for letter in shorter)
