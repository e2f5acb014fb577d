"""How well our readers read lines that nothing was learned from, beside the general reader.

``python -m training.reader.figures MODEL.onnx --footage FOLDER``. The glyph reader gives its opinion on the
general reader's lines. All read the same grey pictures; what they read and what is printed is compared in one
spelling, without spaces.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from detector.marker.normalize import fold_text
from training.reader.alphabet import label
from training.reader.calibrate import right_ones
from training.reader.mosaic import Sample, mosaic
from training.reader.readers import Reads, general_reader, marker_reader
from training.reader.stock import Stock, stock
from training.reader.workers import MOST_PX

_EVERY = 16
"""Of the numbers that are held out, every second is for the figures."""
_MARKERS = ("marker", "labelled", "half", "english", "v-number", "misprint")
_SURE = (0.5, 0.9, 0.99, 0.999)
_BANDS = (0.0, 0.5, 0.8, 0.9, 0.97, 0.99, 0.999, 1.0001)
_NARROW_O = ("zenhei", "uming", "ukai", "gbsn", "gkai")


class Outcome(NamedTuple):
    """A line, what is printed on it and what a reader read, each character with its confidence."""

    sample: Sample
    printed: str
    read: str
    confidences: tuple[float, ...]
    ms: float

    @property
    def is_exact(self) -> bool:
        """Whether all was read, and nothing else."""
        return self.read == self.printed


def main() -> None:
    """Print the figures of all readers."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.figures", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--footage", type=Path)
    parser.add_argument("--mosaics", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    samples = list(held_out(stock(options.footage), options.mosaics, options.seed))
    readers = {
        "marker reader": marker_reader(options.model),
        "general reader": general_reader(),
        "general and glyph reader": general_reader(second_opinion=True),
    }
    outcomes = {name: [_outcome(sample, reads) for sample in samples] for name, reads in readers.items()}
    _say(f"{len(samples)} lines held out, of which {sum(s.kind in _MARKERS for s in samples)} are of markers")
    for title, table in tables(outcomes).items():
        _say(f"\n{title}\n")
        for row in table:
            _say("| " + " | ".join(row) + " |")


def held_out(everything: Stock, mosaics: int, seed: int) -> Iterator[Sample]:
    """Lines of fonts, videos and numbers that are for the figures alone."""
    kept = everything.shared(held_out=True)
    for number in range(_EVERY, _EVERY * (mosaics + 1), _EVERY):
        for sample in mosaic(number, kept, seed):
            if sample.picture.shape[1] * 32 <= MOST_PX * sample.picture.shape[0]:
                yield sample


Outcomes = Mapping[str, Sequence[Outcome]]
_Table = list[list[str]]


def tables(outcomes: Outcomes) -> dict[str, _Table]:
    """All figures, readers side by side."""
    markers = {name: [o for o in some if o.sample.kind in _MARKERS] for name, some in outcomes.items()}
    return {
        "All lines of markers": _summary(markers),
        "Lines read exactly, by kind": _by(markers, lambda o: o.sample.kind),
        "Lines read exactly, by size of the em in px": _by(
            markers, lambda o: _band(o.sample.em_px, (9, 12, 16, 24, 99))
        ),
        "Lines read exactly, by opacity": _by(
            markers, lambda o: _band(o.sample.opacity, (0, 0.35, 0.6, 0.99, 1.1))
        ),
        "Lines read exactly, by CRF": _by(markers, lambda o: _band(o.sample.crf, (18, 28, 36, 43))),
        "Lines read exactly, by font": _by(markers, lambda o: Path(o.sample.face.partition("#")[0]).stem),
        "Digits that are read wrong, with at least this confidence": _wrong_digits(markers),
        "Share of characters that are right, by confidence": _reliability(markers),
        "Letters O and zeros printed, and read as": _letter_o(outcomes),
        "Other lines in which a series word is read": _false_alarms(outcomes),
    }


def _outcome(sample: Sample, reads: Reads) -> Outcome:
    began = time.perf_counter()
    found = reads(sample.picture)
    ms = 1000 * (time.perf_counter() - began)
    pairs = [(letter, sure) for character, sure in found for letter in fold_text(character)]
    read = "".join(letter for letter, _ in pairs)
    return Outcome(sample, fold_text(label(sample.printed)), read, tuple(sure for _, sure in pairs), ms)


def _summary(outcomes: Outcomes) -> _Table:
    rows = [["reader", "lines", "exact", "of all characters wrong", "ms a line, median"], ["---"] * 5]
    for name, some in outcomes.items():
        wrong = sum(Levenshtein.distance(o.read, o.printed) for o in some) / sum(len(o.printed) for o in some)
        exact = float(np.mean([o.is_exact for o in some]))
        ms = float(np.median([o.ms for o in some]))
        rows.append([name, str(len(some)), f"{exact:.1%}", f"{wrong:.2%}", f"{ms:.1f}"])
    return rows


def _by(outcomes: Outcomes, key: Callable[[Outcome], str]) -> _Table:
    groups: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, some in outcomes.items():
        for outcome in some:
            groups[key(outcome)][name].append(outcome.is_exact)
    rows = [["", "lines", *outcomes], ["---"] * (len(outcomes) + 2)]
    for group in sorted(groups):
        exact = groups[group]
        rows.append(
            [group, str(len(next(iter(exact.values())))), *(f"{np.mean(exact[n]):.1%}" for n in outcomes)]
        )
    return rows


def _band(value: float, edges: Sequence[float]) -> str:
    first = next((e for e in reversed(edges[:-1]) if e <= value), edges[0])
    return f"{first:g} up to {edges[list(edges).index(first) + 1]:g}"


def _wrong_digits(outcomes: Outcomes) -> _Table:
    rows = [["reader", "digits read", *(f"{sure}" for sure in _SURE)], ["---"] * (len(_SURE) + 2)]
    for name, some in outcomes.items():
        judged = [(sure, right) for letter, sure, right in _characters(some) if letter in "0123456789"]
        wrong = [sum(not right and sure >= least for sure, right in judged) for least in _SURE]
        rows.append([name, str(len(judged)), *map(str, wrong)])
    return rows


def _reliability(outcomes: Outcomes) -> _Table:
    bands = list(pairwise(_BANDS))
    rows = [["reader", *(f"{a:g} to {min(b, 1):g}" for a, b in bands)], ["---"] * (len(bands) + 1)]
    for name, some in outcomes.items():
        judged = [(sure, right) for _, sure, right in _characters(some)]
        cells = []
        for least, most in bands:
            right = [right for sure, right in judged if least <= sure < most]
            cells.append(f"{np.mean(right):.2%} of {len(right)}" if right else "none")
        rows.append([name, *cells])
    return rows


def _characters(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, float, bool]]:
    for outcome in outcomes:
        yield from zip(
            outcome.read, outcome.confidences, right_ones(outcome.read, outcome.printed), strict=True
        )


def _letter_o(outcomes: Outcomes) -> _Table:
    rows = [
        ["reader", "fonts", "printed", "read O", "read 0", "read 0 at 0.99", "other, or nothing"],
        ["---"] * 7,
    ]
    for name, some in outcomes.items():
        for wide in (True, False):
            for letter in "O0":
                group = [o for o in some if any(f in o.sample.face for f in _NARROW_O) != wide]
                rows.append(
                    [name, "O is wider" if wide else "O as narrow as 0", letter, *_read_as(group, letter)]
                )
    return rows


def _read_as(outcomes: Iterable[Outcome], letter: str) -> list[str]:
    counts = dict.fromkeys(("O", "0", "sure", "other"), 0)
    for outcome in outcomes:
        for place, sure, read in _pairs(outcome):
            if outcome.printed[place] == letter:
                counts[read if read in ("O", "0") else "other"] += 1
                counts["sure"] += read == "0" and sure >= 0.99
    return [str(count) for count in counts.values()]


def _pairs(outcome: Outcome) -> Iterator[tuple[int, float, str]]:
    """Each printed character's place, with the character that is read for it, if any, and how surely."""
    for step in Levenshtein.opcodes(outcome.printed, outcome.read):
        for number in range(step.src_start, step.src_end):
            place = step.dest_start + number - step.src_start
            read = place < step.dest_end
            yield number, outcome.confidences[place] if read else 0.0, outcome.read[place] if read else ""


def _false_alarms(outcomes: Outcomes) -> _Table:
    rows = [["reader", "other lines", "with 网微剧备字 or 网微剧审字"], ["---"] * 3]
    for name, some in outcomes.items():
        others = [o for o in some if o.sample.kind not in _MARKERS]
        alarms = sum("网微剧备字" in o.read or "网微剧审字" in o.read for o in others)
        rows.append([name, str(len(others)), str(alarms)])
    return rows


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
