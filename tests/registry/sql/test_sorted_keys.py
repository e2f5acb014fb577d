"""Keys of the index of titles come back sorted, however many, with all of a bigram in one part."""

import errno
import os
import tempfile

import numpy as np
import pytest

from detector.errors import RegistryFull
from detector.registry.sql import sorted_keys
from detector.registry.sql.sorted_keys import SortedKeys


@pytest.mark.parametrize("in_memory", [10, 64, 1_000, 10**6])
@pytest.mark.parametrize("bigrams", [1, 7, 5_000])
def test_keys_come_back_sorted(monkeypatch: pytest.MonkeyPatch, in_memory: int, bigrams: int) -> None:
    monkeypatch.setattr(sorted_keys, "_IN_MEMORY", in_memory)
    chance = np.random.default_rng(5)
    given = chance.integers(0, bigrams, 3_000).astype(np.uint64) << np.uint64(32)
    given |= np.arange(3_000, dtype=np.uint64)
    keys = SortedKeys()
    for begin in range(0, 3_000, 37):
        keys.add(given[begin : begin + 37])
    parts = list(keys.parts())
    assert np.array_equal(np.concatenate(parts), np.sort(given))
    seen = [set((part >> np.uint64(32)).tolist()) for part in parts]
    assert sum(map(len, seen)) == len(set.union(*seen))


def test_no_keys_make_an_empty_part() -> None:
    assert [len(part) for part in SortedKeys().parts()] == [0]


def test_a_full_folder_for_files_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sorted_keys, "_IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(RegistryFull, match=f"{tempfile.gettempdir()}: No space left"):
        SortedKeys().add(np.arange(40, dtype=np.uint64))
