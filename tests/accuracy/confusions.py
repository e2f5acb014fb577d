"""Which characters the reader takes for which others: each reading of each frame against the print."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import ParamSpec
from unittest.mock import patch

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from detector.marker.normalize import fold_text
from detector.vision.data import Reading
from detector.vision.recognition.recognizer import Recognizer

_Given = ParamSpec("_Given")
Pair = tuple[str, str]
"""Printed, read; equal where it was read rightly."""

_ALIKE = 75.0
"""Likeness (0 to 100) above which a reading is one of the printed text."""


@contextmanager
def readings() -> Iterator[list[str]]:
    """The text of each reading that is made meanwhile."""
    texts: list[str] = []
    with patch.object(Recognizer, "recognize", _noting(Recognizer.recognize, texts)):
        yield texts


def _noting(recognize: Callable[_Given, Reading], texts: list[str]) -> Callable[_Given, Reading]:
    def noted(*given: _Given.args, **options: _Given.kwargs) -> Reading:
        reading = recognize(*given, **options)
        if reading.legible:
            texts.append(reading.text)
        return reading

    return noted


def pairs(texts: Iterable[str], printed: Iterable[str]) -> Counter[Pair]:
    """How often each printed character was read as which; lines of the printed texts count one by one."""
    counted = Counter[Pair]()
    lines = [fold_text(line) for text in printed for line in text.splitlines()]
    for text in map(fold_text, texts):
        likeness, line = max(((ratio(text, line), line) for line in lines), default=(0.0, ""))
        if likeness >= _ALIKE:
            counted.update(_aligned(line, text))
    return counted


def _aligned(line: str, text: str) -> Iterator[Pair]:
    for code in Levenshtein.opcodes(line, text):
        if code.tag in ("equal", "replace"):
            yield from zip(
                line[code.src_start : code.src_end], text[code.dest_start : code.dest_end], strict=False
            )
