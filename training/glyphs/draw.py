"""Many mosaics' windows, drawn by several processes and kept in files of some mosaics each."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.glyphs.crops import crops, stacked
from training.reader.stock import Stock
from training.reader.workers import Sources, learnt_from
from training.targets import is_held_out

_TOGETHER = 20
"""Mosaics a file."""


def drawn(
    sources: Sources, mosaics: int, jobs: int, folder: Path
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int16]]]:
    """Pictures and classes of the glyphs of so many mosaics, file by file."""
    folder.mkdir(exist_ok=True)
    numbers = [number for number in range(1, 2 * mosaics) if not is_held_out(number)][:mosaics]
    parts = [numbers[first : first + _TOGETHER] for first in range(0, mosaics, _TOGETHER)]
    with ProcessPoolExecutor(jobs, get_context("spawn"), _set_up, (sources, folder)) as pool:
        for file in pool.map(_draw, parts):
            with np.load(file) as part:
                yield part["pictures"], part["classes"]


_here: list[tuple[Stock, int, Path]] = []


def _set_up(sources: Sources, folder: Path) -> None:
    cv2.setNumThreads(1)
    _here.append((learnt_from(sources), sources.seed, folder))


def _draw(numbers: Sequence[int]) -> Path:
    stock, seed, folder = _here[0]
    file = folder / f"{seed}-{numbers[0]:06}-{numbers[-1]:06}.npz"
    if not file.exists():
        pictures, classes = stacked([crop for number in numbers for crop in crops(number, stock, seed)])
        # A run that is cut off leaves no half of a file.
        unfinished = file.with_suffix(".part.npz")
        np.savez(unfinished, pictures=pictures, classes=classes)
        unfinished.replace(file)
    return file
