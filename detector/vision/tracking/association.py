"""Readings of frame after frame to texts: which of them are readings of one text."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rapidfuzz.fuzz import ratio

from detector.marker.normalize import fold_text
from detector.settings.vision import FusionSettings
from detector.vision.data import Reading
from detector.vision.geometry import overlap


def associate(readings: Iterable[Reading], settings: FusionSettings) -> list[list[Reading]]:
    """Each text's readings, in order of time."""
    texts: list[list[Reading]] = []
    in_time = sorted(readings, key=lambda reading: reading.at_ms)
    for _, together in groupby(in_time, key=lambda reading: reading.at_ms):
        # Each goes to the text that it fits best, each text gets one; the rest begin new texts.
        now = sorted(together, key=lambda r: (*r.corners.ravel().tolist(), r.text))
        fits = [
            (_fit(text, reading, settings), t, r)
            for t, text in enumerate(texts)
            for r, reading in enumerate(now)
        ]
        used_texts, used_readings = set[int](), set[int]()
        for fit, t, r in sorted(fits, key=lambda entry: (-entry[0], entry[1], entry[2])):
            if fit > 0 and t not in used_texts and r not in used_readings:
                texts[t].append(now[r])
                used_texts.add(t)
                used_readings.add(r)
        texts.extend([reading] for r, reading in enumerate(now) if r not in used_readings)
    return texts


def _fit(text: Sequence[Reading], reading: Reading, settings: FusionSettings) -> float:
    """How well the reading continues the text's; 0 where it does not."""
    last = text[-1]
    if not 0 < reading.at_ms - last.at_ms <= settings.max_gap_ms:
        return 0.0
    similarity = ratio(fold_text(last.text), fold_text(reading.text))
    place = overlap(last.corners, reading.corners)
    if place >= settings.same_place and similarity >= settings.same_text:
        return similarity + 100 * place
    # A long text that comes again almost to the letter is the same text although it moved.
    moved = len(reading.characters) >= settings.moved_length and similarity >= settings.moved_text
    return similarity if moved else 0.0
