"""How sure the reader may be: one factor for its last layer, fitted on lines that nothing was learned from.

Those lines are not those of the figures, but they are drawn with the same fonts and videos, which the
training does not see.
"""

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from detector.vision.recognition.ctc import peaks as peaks_of
from training.reader.alphabet import alphabet, label
from training.reader.level import blob
from training.reader.mosaic import Sample, mosaic
from training.reader.stock import Stock

Levels = NDArray[np.float32]
Shares = Callable[[Levels], Levels]
"""A network: a batch of lines to the shares of their steps' classes."""
_LEAST = np.float32(1e-12)
_MOSAICS = 60
_EVERY, _FIRST = 16, 8
"""Of the numbers that are held out, every second is for this."""
_TEMPERATURES = np.geomspace(0.5, 3.0, 37)
_MARKERS = ("marker", "labelled", "half", "misprint")


def temperature(network: Shares, stock: Stock, seed: int) -> float:
    """What the logits are to be divided by, so that of what is read with a confidence so much is right."""
    peaks, right = _measured(network, _samples(stock, seed))
    below = peaks - peaks.max(axis=1, keepdims=True)
    losses = [_loss(below / np.float32(trial), right) for trial in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def right_ones(read: str, printed: str) -> list[bool]:
    """For each character that is read whether it is printed there."""
    right = [False] * len(read)
    for block in SequenceMatcher(None, read, printed, autojunk=False).get_matching_blocks():
        right[block.a : block.a + block.size] = [True] * block.size
    return right


def _samples(stock: Stock, seed: int) -> Iterator[Sample]:
    for number in range(_FIRST, _FIRST + _EVERY * _MOSAICS, _EVERY):
        yield from (sample for sample in mosaic(number, stock, seed) if sample.kind in _MARKERS)


def _measured(network: Shares, samples: Iterator[Sample]) -> tuple[Levels, NDArray[np.bool_]]:
    """The logarithms of the shares at each character's surest step, and whether it is right."""
    letters = alphabet()
    peaks: list[Levels] = []
    right: list[bool] = []
    for sample in samples:
        shares = network(blob(sample.picture))[0]
        at = peaks_of(shares)
        read = "".join(letters[shares[step].argmax() - 1] for step in at)
        peaks += [np.log(np.maximum(shares[step], _LEAST)) for step in at]
        right += right_ones(read, label(sample.printed))
    return np.stack(peaks), np.array(right)


def _loss(logits: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    sure = np.clip(1 / np.exp(logits).sum(axis=1), 1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(sure), np.log(1 - sure)).mean())
