"""What a sample is: a grey picture at the scout's scale and, for each cell of it, whether text stands there.

``KIND-SEED-NUMBER.npz`` holds one, as ``picture`` and ``target``.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.uint8]
Sample = tuple[Field, Field]
TEXT, UNKNOWN = 255, 128
"""Values of a cell in the target; 0 is no text."""
_EVERY = 8


def is_held_out(seed: int) -> bool:
    """Whether the samples of a seed are for the figures alone, as every eighth seed's are."""
    return seed % _EVERY == 0


def held_out(folder: Path) -> list[Sample]:
    """The samples that nothing is learned from."""
    return _loaded(path for path in _files(folder) if is_held_out(_seed(path)))


def to_learn(folder: Path) -> list[Sample]:
    """The samples to learn from."""
    return _loaded(path for path in _files(folder) if not is_held_out(_seed(path)))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))


def _seed(path: Path) -> int:
    return int(path.stem.split("-")[-2])


def _loaded(paths: Iterable[Path]) -> list[Sample]:
    with ThreadPoolExecutor() as pool:  # unpacking needs no interpreter
        return list(pool.map(_load, paths))


def _load(path: Path) -> Sample:
    with np.load(path) as arrays:
        return arrays["picture"], arrays["target"]
