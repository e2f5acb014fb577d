"""Values of numpy as Python's own, and what is a path."""

from pathlib import Path

import numpy as np
import pytest

from detector.errors import UsageError
from detector.plain_values import plain, plain_path


def test_values_of_numpy_become_pythons_own() -> None:
    made = [plain(value) for value in (np.int64(3), np.bool_(True), np.str_("一"), None, "x")]
    assert [(type(value), value) for value in made] == [
        (int, 3), (bool, True), (str, "一"), (type(None), None), (str, "x"),
    ]  # fmt: skip


def test_a_path_is_plain_text_and_what_is_none_is_named() -> None:
    assert [type(plain_path(path)) for path in (Path("a.mp4"), np.str_("a.mp4"))] == [str, str]
    with pytest.raises(UsageError, match="int is no path"):
        plain_path(3)
