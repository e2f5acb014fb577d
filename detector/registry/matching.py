"""When two numbers are the same, or nearly: by issuer, series, year and the serial without leading zeros."""

from collections.abc import Iterable
from typing import NamedTuple

from detector.records import Marker
from detector.registry_replies import Entry, Near

MAX_NEAR = 5
"""Similar numbers that are named where a number is absent."""

_DIGITS = "0123456789"


class Key(NamedTuple):
    """The parts of a number that are compared; ``serial`` is without leading zeros; not known: "" or 0."""

    issuer: str
    series: str
    year: int
    serial: str


def key_of_marker(marker: Marker) -> Key:
    """The key of a number on the screen."""
    return Key(marker.issuer.abbreviation or "", marker.series, marker.year or 0, marker.serial.lstrip("0"))


def key_of_entry(entry: Entry) -> Key:
    """The key of a number in the registry."""
    return Key(entry.issuer or "", entry.series, entry.year or 0, entry.serial.lstrip("0"))


def best_match(marker: Marker, same_key: Iterable[Entry]) -> Entry | None:
    """Of the entries with a marker's key: the exact one, else the only one."""
    found = list(same_key)
    exact = next((entry for entry in found if entry.number == marker.number), None)
    return exact or (found[0] if len(found) == 1 else None)


def serials_one_edit_off(serial: str) -> frozenset[str]:
    """All serials, without leading zeros, with one digit changed, added or left out."""
    edits: set[str] = set()
    for place in range(len(serial) + 1):
        head, tail = serial[:place], serial[place:]
        edits |= {head + digit + tail for digit in _DIGITS}
        if tail:
            edits |= {head + digit + tail[1:] for digit in _DIGITS} | {head + tail[1:]}
    return frozenset(edit.lstrip("0") for edit in edits) - {serial.lstrip("0"), ""}


def near_match(marker: Marker, entry: Entry) -> Near | None:
    """The entry with the one part in which it differs from the marker; ``None`` if it differs in more.

    Of a serial and of a year only one digit may differ.
    """
    mine, theirs = key_of_marker(marker), key_of_entry(entry)
    different = [(old, new) for old, new in zip(mine, theirs, strict=True) if old != new]
    if len(different) != 1:
        return None
    if mine.serial != theirs.serial:
        change = _serial_change(marker.serial, entry.serial)
    elif mine.year != theirs.year and _distance(str(mine.year), str(theirs.year)) != 1:
        change = ""
    else:
        change = "{} → {}".format(*different[0])
    return Near(entry.number, entry.title, change) if change else None


def _serial_change(old: str, new: str) -> str:
    """What was done to a serial: ``8 → 6``, ``+5``, ``-5``; empty if more than one digit differs."""
    if _distance(old, new) != 1:
        old, new = old.lstrip("0"), new.lstrip("0")
        if _distance(old, new) != 1:
            return ""
    differing = (place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    place = next(differing, min(len(old), len(new)))
    if len(old) == len(new):
        return f"{old[place]} → {new[place]}"
    return f"+{new[place]}" if len(new) > len(old) else f"-{old[place]}"


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (needed only where a number is absent)

    return Levenshtein.distance(one, other, score_cutoff=1)
