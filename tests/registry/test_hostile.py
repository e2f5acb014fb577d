"""A small part of ``python -m tests.registry hostile``."""

from pathlib import Path

import pytest

from tests.registry.hostile import run


@pytest.mark.slow
def test_hostile_lists_are_refused_or_lose_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, 60) == []
