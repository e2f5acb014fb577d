"""What makes two numbers the same, or nearly: issuer, series, year and the serial without leading zeros."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from detector.records import Marker
from detector.registry_replies import Entry, Near, Period

NEAR_SHOWN = 5
"""Neighbours of an absent number that an answer names."""

_DIGITS = "0123456789"


class Key(NamedTuple):
    """A number taken apart. ``bare`` is the serial without leading zeros; what is not known is "" or 0."""

    issuer: str
    series: str
    year: int
    bare: str


def key_of_marker(marker: Marker) -> Key:
    """The key of a number on the screen."""
    return Key(marker.issuer.abbreviation or "", marker.series, marker.year or 0, marker.serial.lstrip("0"))


def key_of_entry(entry: Entry) -> Key:
    """The key of a number in the registry."""
    return Key(entry.issuer or "", entry.series, entry.year or 0, entry.serial.lstrip("0"))


def chosen(marker: Marker, same: Iterable[Entry]) -> Entry | None:
    """Of the entries with a marker's key: the exact one, else the only one."""
    found = list(same)
    exact = next((entry for entry in found if entry.number == marker.number), None)
    return exact or (found[0] if len(found) == 1 else None)


def periods_of(key: Key, complete: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of a number's issuer."""
    return tuple(period for period in complete if period.issuer == key.issuer)


def bare_neighbours(serial: str) -> frozenset[str]:
    """All serials, without leading zeros, that are one digit off: another one, one more or one less."""
    return frozenset(near.lstrip("0") for near in _edits(serial)) - {serial.lstrip("0"), ""}


def _edits(serial: str) -> Iterator[str]:
    for place in range(len(serial) + 1):
        head, tail = serial[:place], serial[place:]
        for digit in _DIGITS:
            yield head + digit + tail
            if tail:
                yield head + digit + tail[1:]
        if tail:
            yield head + tail[1:]


def near(marker: Marker, entry: Entry) -> Near | None:
    """The entry as a neighbour of the marker, with the one part that differs; ``None`` if more does."""
    mine, theirs = key_of_marker(marker), key_of_entry(entry)
    parts = [
        (old, new)
        for old, new in zip((*mine[:3], mine.bare), (*theirs[:3], theirs.bare), strict=True)
        if old != new
    ]
    if len(parts) != 1:
        return None
    if mine.bare != theirs.bare:
        change = _serial_change(marker.serial, entry.serial)
    elif mine.year != theirs.year and _distance(str(mine.year), str(theirs.year)) != 1:
        change = ""
    else:
        old, new = parts[0]
        change = f"{old} → {new}"
    return Near(entry.number, entry.title, change) if change else None


def _serial_change(old: str, new: str) -> str:
    """What was done to a serial: ``8 → 6``, ``+5``, ``-5``; empty if more than one digit differs."""
    if abs(len(old) - len(new)) > 1 or _distance(old, new) != 1:
        old, new = old.lstrip("0"), new.lstrip("0")
        if _distance(old, new) != 1:
            return ""
    place = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    if len(old) == len(new):
        return f"{old[place]} → {new[place]}"
    return f"+{new[place]}" if len(new) > len(old) else f"-{old[place]}"


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (needed only where a number is absent)

    return Levenshtein.distance(one, other, score_cutoff=1)
