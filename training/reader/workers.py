"""Processes that draw mosaics: their lines come in the order of the mosaics' numbers, whoever is quicker."""

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from training.reader.alphabet import classes, label
from training.reader.level import level
from training.reader.mosaic import mosaic
from training.reader.stock import Grey, Stock, stock
from training.targets import is_held_out

MOST_PX = 1312
_STEP_PX = 4
_AHEAD = 6
"""Mosaics that each process may be ahead."""


class Line(NamedTuple):
    """32 px x width, 0 to 255, and the classes of its characters."""

    picture: Grey
    classes: NDArray[np.int16]


class Sources(NamedTuple):
    """Where a process finds its fonts and stills, and the seed of all samples."""

    footage: Path | None
    pack: Path | None
    seed: int
    faces: Path | None = None


def learnt_from(sources: Sources) -> Stock:
    """The fonts and stills that are not held out."""
    return stock(sources.footage, sources.pack, sources.faces).shared(held_out=False)


_stocks: list[tuple[Stock, int]] = []


def lines(sources: Sources, jobs: int) -> Generator[Line, None, None]:
    """The lines to learn from, without end."""
    numbers = (number for number in range(1, 2**62) if not is_held_out(number))
    with ProcessPoolExecutor(jobs, get_context("spawn"), _set_up, (sources,)) as pool:
        waiting: deque[Future[list[Line]]] = deque()
        try:
            while True:
                while len(waiting) < _AHEAD * jobs:
                    waiting.append(pool.submit(_drawn, next(numbers)))
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _set_up(sources: Sources) -> None:
    cv2.setNumThreads(1)
    _stocks.append((learnt_from(sources), sources.seed))


def _drawn(number: int) -> list[Line]:
    return list(fitting(number, *_stocks[0]))


def fitting(number: int, stock: Stock, seed: int) -> Iterable[Line]:
    """The lines of a mosaic that are long enough for their text and not too long for the network."""
    known = classes()
    dice = Random(f"interpolation-{number}")
    for sample in mosaic(number, stock, seed):
        how = dice.choice((None, None, cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        picture = level(sample.picture, how)
        printed = np.array([known[character] for character in label(sample.printed)], np.int16)
        repeated = int((printed[1:] == printed[:-1]).sum())
        # CTC needs a step for each character, and one more between equal ones.
        if picture.shape[1] <= MOST_PX and _STEP_PX * (len(printed) + repeated) < picture.shape[1]:
            yield Line(picture, printed)
