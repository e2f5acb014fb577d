"""The library that runs the networks reports nothing to its maker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[3] / "sample_videos" / "card.mp4"


@pytest.mark.parametrize("command", [["scan", str(SAMPLE)], ["doctor"]])
def test_nothing_is_left_in_the_users_folder(tmp_path: Path, command: list[str]) -> None:
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")} | home
    done = subprocess.run(
        [sys.executable, "-m", "detector", *command], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [*tmp_path.rglob("*")] == []
