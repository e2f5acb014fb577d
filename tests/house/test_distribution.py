"""The name under which pip knows this program, and its extras: hints and documents give the real ones."""

import re
import tomllib
from pathlib import Path

import pytest

import detector
from detector.cli.demo import CLIPS
from detector.video import remote_io
from tests.house.release_notes import CHANGELOG, release_notes

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
CHECKOUTS = {".", "/src"}
"""What a document may install besides the distribution: a checkout, and the folder of the Docker example."""

INSTALL = re.compile(r"pip install (?:-\S+ )*'([\w./-]+)\[([^\]]+)\]'")
FILES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "*/README.md", "detector/**/*.py", "tests/**/*.py", ".ci/run")
    for path in ROOT.glob(pattern)
    if ".venv" not in path.parts and path != Path(__file__)
)


def installs(path: Path) -> list[tuple[str, str]]:
    """Every distribution and extra that a file tells its reader to install."""
    found = INSTALL.findall(path.read_text("utf-8"))
    return [(name, extra.strip()) for name, extras in found for extra in extras.split(",") if name != "moto"]


def test_an_extra_that_a_file_names_is_one_of_this_distribution() -> None:
    named = [(path.relative_to(ROOT), *install) for path in FILES for install in installs(path)]
    assert len({extra for _, _, extra in named}) >= 8, "the pattern finds the hints and documents"
    for path, name, extra in named:
        assert name in {PROJECT["name"], *CHECKOUTS}, path
        assert extra == "{extra}" or extra in PROJECT["optional-dependencies"], path


def test_the_extras_of_inputs_on_the_network_are_there() -> None:
    assert set(remote_io._EXTRAS.values()) <= set(PROJECT["optional-dependencies"])


def test_the_licences_of_all_that_is_installed_are_told() -> None:
    told = (ROOT / "docs" / "licences.md").read_text("utf-8")
    packages = {re.split(r"[>=<[;, ]", one)[0] for one in PROJECT["dependencies"]}
    assert {name for name in packages if name.lower() not in told.lower()} == set()
    for_this_checkout = {"docs", "samples", "test", "train"}
    extras = PROJECT["optional-dependencies"].keys() - for_this_checkout
    assert {extra for extra in extras if f"`{extra}`" not in told} == set()


def test_the_notes_of_a_release_are_its_section_of_the_changelog() -> None:
    text = "# Changelog\n\n## [0.2.0] - unreleased\n\n- new\n\n## [0.1.0]\n\n- old\n"
    assert (release_notes("0.2.0", text), release_notes("0.1.0", text)) == ("- new\n", "- old\n")
    assert release_notes(detector.__version__, CHANGELOG.read_text("utf-8"))
    with pytest.raises(LookupError):
        release_notes("0.3.0", text)


def test_the_demos_clips_are_in_the_wheel() -> None:
    included = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for clip in CLIPS:
        assert included[f"sample_videos/{clip}.mp4"] == f"detector/samples/{clip}.mp4"
        assert (ROOT / "sample_videos" / f"{clip}.mp4").exists()


def test_the_command_keeps_its_name_and_the_distribution_is_not_somebody_elses() -> None:
    assert PROJECT["scripts"] == {"detector": "detector.cli:main"}
    assert PROJECT["name"] != "detector", "that name on the public index belongs to another project"
