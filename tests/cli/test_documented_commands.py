"""Every command that README.md and docs/ print runs as it is printed, where the files are that it names."""

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from detector import cli
from tests.cli.conftest import Run
from tests.example_plugins import ROOT, installed_example

SAMPLES = ROOT / "sample_videos"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TASKS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["poe"]["tasks"]
PROGRAMS = ("detector", "curl", "docker", "export", "pip", "poe", "python3", ".venv/bin/")
NOT_RUN_HERE = {
    "python3 -m venv": ".ci/run runs it, in a fresh copy",
    ".venv/bin/": ".ci/run runs it, in a fresh copy",
    "pip install": "test_distribution checks the names of extras, .ci/run installs",
    "curl": "tests/service/test_documents.py runs it against a service",
    "detector scan sample_videos/card.mp4": "tests/house/test_documents.py compares what it shows",
    "detector serve --root": "tests/service/test_documents.py runs it",
    "detector serve token rotate": "its ID is another for everybody: tests/service/test_tokens.py",
    "detector serve token revoke": "its ID is another for everybody: tests/service/test_tokens.py",
    "detector serve": "it serves until it is ended: tests/serving/test_endings.py",
    "detector review log verify": "it needs decisions: tests/serving/test_local_review.py",
    "detector review": "it shows its pages until it is ended: tests/serving/test_local_review.py",
    "detector audit s3://": "it needs a cluster: tests/auditor/test_engine_ray.py",
    "docker": "it needs Docker, which CI does not have",
    "export": "it is for the line with Docker that follows",
}
"""Commands that are not run by these tests, by how they begin, and why."""
RUN = ("detector serve token add", "detector serve token list")
"""What begins as one of those and is run all the same."""
_ENVIRONMENT = re.compile(r"(?:[A-Z_]+=\S+ )*")
_VERDICTS = (0, 1, 3)


def commands(document: Path) -> list[str]:
    """The lines of the blocks that hold commands alone, and the lines behind a prompt in others."""
    found: list[str] = []
    for block in re.findall(r"^```(?:text|sh)\n(.*?)^```$", document.read_text("utf-8"), re.M | re.S):
        lines = block.splitlines()
        if all(_is_command(line) for line in lines):
            found += lines
        found += [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return found


def _is_command(line: str) -> bool:
    return line[_ENVIRONMENT.match(line).end() :].startswith(PROGRAMS)  # type: ignore[union-attr]


def reason_not_to_run(command: str) -> str | None:
    bare = _ENVIRONMENT.sub("", command, count=1)
    if bare.startswith(RUN):
        return None
    return next((why for start, why in NOT_RUN_HERE.items() if bare.startswith(start)), None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where somebody has the files that the documents name, and nothing in the data folder."""
    (tmp_path / "sample_videos").mkdir()
    for name in ("card.mp4", "registry.csv"):
        shutil.copy(SAMPLES / name, tmp_path / "sample_videos")
    for name in ("episode", "upload", "ep01"):
        shutil.copy(SAMPLES / "card.mp4", tmp_path / f"{name}.mp4")
    (tmp_path / "catalogue.csv").write_text("video,id,series\nepisode.mp4,a1,戏\n", "utf-8")
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(installed_example(tmp_path / "site"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("DETECTOR_SERVICE__FOLDER", str(tmp_path / "service"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_the_commands_of_a_document_run_as_printed(document: Path, folder: Path, run: Run) -> None:
    for command in commands(document):
        if reason_not_to_run(command):
            continue
        words = shlex.split(command)
        if words[0] == "poe":
            assert words[1] in TASKS, command
            continue
        with pytest.MonkeyPatch.context() as told:
            while "=" in words[0]:
                told.setenv(*words.pop(0).split("=", 1))
            if words[1] == "diff":
                shutil.copytree(folder / words[3], folder / words[2])
            ended = run(*words[1:])
        assert ended.code in _VERDICTS, (command, ended)


def test_what_is_not_run_is_still_printed() -> None:
    printed = [_ENVIRONMENT.sub("", command) for document in DOCUMENTS for command in commands(document)]
    assert len(printed) > 30, "the pattern finds them"
    for start in (*NOT_RUN_HERE, *RUN):
        assert any(command.startswith(start) for command in printed), start


def flags_of(command: TyperGroup | TyperCommand) -> set[str]:
    """The options of a command, and of those right below it: ``review RUN`` is ``review open RUN``."""
    below = command.commands.values() if isinstance(command, TyperGroup) else ()
    options = [*command.params, *(option for one in below for option in one.params)]
    shell = {"--help", "--install-completion", "--quiet", "--verbose", "--log-level", "-v", "-q"}
    return shell | {flag for option in options for flag in (*option.opts, *option.secondary_opts)}


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CONTRIBUTING.md"], ids=lambda file: file.name)
def test_every_command_and_option_that_is_named_is_there(document: Path) -> None:
    named = re.findall(r"`(detector [^`]*)`", document.read_text("utf-8"))
    everything = typer.main.get_command(cli.app)
    for text in (*named, *(line for line in commands(document) if line.startswith("detector "))):
        command, words = everything, text.replace("\\|", " ").split()[1:]
        assert words[0].startswith("-") or words[0] in everything.commands, text  # type: ignore[attr-defined]
        while words and isinstance(command, TyperGroup) and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        assert isinstance(command, TyperGroup | TyperCommand)
        assert {word for word in words if word.startswith("-")} <= flags_of(command) | {"-"}, text
