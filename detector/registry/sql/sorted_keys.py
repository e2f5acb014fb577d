"""Sorts more keys of the index of titles than memory should hold: in pieces, through a file."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import IO

import numpy as np
import numpy.typing as npt

from detector.errors import RegistryFull

Keys = npt.NDArray[np.uint64]
_IN_MEMORY = 1_000_000
"""Keys that wait in memory, 8 MB, until they go into the file."""
_RANGES = 32
_BIGRAM = np.uint64(0xFFFFFFFF_00000000)


class SortedKeys:
    """Takes keys of :func:`~detector.registry.title_index.bigram_keys`, gives them in the order of bigrams.

    The first keys show how to part all of them into ranges of about the same size; later each range is read
    and sorted alone.
    """

    def __init__(self) -> None:
        self._waiting: list[Keys] = []
        self._count = 0
        self._files = ExitStack()
        self._file: IO[bytes] | None = None
        self._bounds = np.empty(0, np.uint64)
        self._pieces: list[list[tuple[int, int]]] = []

    def add(self, keys: Keys) -> None:
        """Take keys in any order. Raises ``RegistryFull`` where the system has no place for the file."""
        self._waiting.append(keys)
        self._count += len(keys)
        if self._count >= _IN_MEMORY:
            keys = self._taken()
            try:
                self._spill(keys)
            except OSError as error:
                folder = tempfile.gettempdir()
                hint = "make space there, or name another folder in TMPDIR"
                raise RegistryFull(f"{folder}: {error.strerror}", hint) from None

    def parts(self) -> Iterator[Keys]:
        """All keys: each part is sorted, has all keys of its bigrams, and comes after the part before."""
        with self._files:
            keys = self._taken()
            if self._file is None:
                yield keys
                return
            self._spill(keys)
            for pieces in self._pieces:
                yield np.sort(np.concatenate([self._read(begin, size) for begin, size in pieces]))

    def _taken(self) -> Keys:
        keys = np.sort(np.concatenate([np.empty(0, np.uint64), *self._waiting]))
        self._waiting, self._count = [], 0
        return keys

    def _spill(self, keys: Keys) -> None:
        if self._file is None:
            self._file = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            between = keys[len(keys) // _RANGES :: len(keys) // _RANGES] & _BIGRAM
            self._bounds = np.unique(between)
            self._pieces = [[] for _ in range(len(self._bounds) + 1)]
        ends = [0, *np.searchsorted(keys, self._bounds).tolist(), len(keys)]
        start = self._file.seek(0, 2)
        keys.tofile(self._file)
        for pieces, (begin, end) in zip(self._pieces, pairwise(ends), strict=True):
            pieces.append((start + begin * keys.itemsize, end - begin))

    def _read(self, begin: int, size: int) -> Keys:
        assert self._file
        self._file.seek(begin)
        return np.fromfile(self._file, np.uint64, size)
