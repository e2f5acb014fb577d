"""Every Python block of the documents runs as it is printed."""

import shutil
from pathlib import Path

import pytest

from tests.house.recipes import recipes

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("videos")
    shutil.copy(SAMPLES / "card.mp4", place / "ep01.mp4")
    shutil.copy(SAMPLES / "card.mp4", place / "ep02.mp4")
    return place


@pytest.mark.parametrize(("name", "block"), recipes().items(), ids=recipes())
def test_a_recipe_runs(name: str, block: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / f"{name}.py").write_text(block, "utf-8")
    exec(compile(block, str(folder / f"{name}.py"), "exec"), {"__name__": "__main__"})
