"""The example plug-ins, as installed: their own tests run against a package that pip would have put there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from detector import plugins
from detector.errors import SetupError, UsageError
from detector.rule_manuals import manual
from tests.cli.conftest import Run, run
from tests.example_plugins import EXAMPLE, ROOT, installed_example

SAMPLE = ROOT / "sample_videos" / "card.mp4"
__all__ = ["run"]  # a fixture


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_example(tmp_path_factory.mktemp("site"))


@pytest.mark.slow
def test_the_examples_own_tests_pass_with_it_installed(site: Path) -> None:
    path = os.pathsep.join((str(site), str(ROOT), os.environ.get("PYTHONPATH", "")))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(EXAMPLE)],
        capture_output=True,
        text=True,
        check=False,
        cwd=site,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stdout


def test_an_absent_plug_in_names_those_that_are_there(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no installed package brings 'filing'"):
        plugins.load("rules", "filing")
    monkeypatch.syspath_prepend(site)
    assert plugins.names("rules") == ("filing",)
    assert plugins.identity("rules", "filing") == "detector-example-plugins 1.0:filing"
    with pytest.raises(UsageError) as absent:
        plugins.load("rules", "filling")
    assert absent.value.hint == "did you mean filing? known are filing"


def test_a_broken_plug_in_is_said_to_be_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(tmp_path, "broken", "[detector.rules]\nbad = no_such_module:RULE\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SetupError, match="the plug-in bad cannot be loaded: ModuleNotFoundError"):
        plugins.load("rules", "bad")


BROKEN = """
import numpy as np
from dataclasses import replace
from datetime import date
from detector import RegistryState
from detector.law.rules import RULES
from detector.settings import EngineSettings
from detector.vision.data import TextBox
from detector.vision.engines.onnx import OnnxEngine

number = 5

def fails(*_):
    raise KeyError("boom")

def writes_nothing(*_):
    pass

class Registry:
    def __init__(self, _):
        pass
    def snapshot(self, _):
        return RegistryState("x", date(2026, 1, 1))
    def find(self, *_):
        return {"number": "x"}

class Failing(Registry):
    find = fails

class Boxes:
    def __init__(self, boxes):
        self.boxes = boxes
    def models(self, _):
        return ()
    def open(self, settings):
        engine = OnnxEngine(settings.model_copy(update={"engine": EngineSettings()}))
        engine.detect = lambda *_, **__: self.boxes
        return engine

PLACES = Boxes([TextBox(np.full((4, 2), np.nan, np.float32), 1.0)])
TUPLES = Boxes([((0, 0), (9, 9))])
RULE = replace(RULES[0], code="EXA900", check=lambda _: ["finding"])
NOTHING = replace(RULES[0], code="EXA901", check=fails)
"""
ENTRY_POINTS = """
[detector.engines]
number = broken_parts:number
fails = broken_parts:fails
places = broken_parts:PLACES
tuples = broken_parts:TUPLES
[detector.registries]
number = broken_parts:number
fails = broken_parts:fails
nothing = broken_parts:writes_nothing
wrong = broken_parts:Registry
failing = broken_parts:Failing
sqlite = broken_parts:fails
[detector.rules]
wrong = broken_parts:RULE
failing = broken_parts:NOTHING
[detector.formats]
number = broken_parts:number
fails = broken_parts:fails
nothing = broken_parts:writes_nothing
"""


def brought(site: Path, name: str, entry_points: str) -> None:
    """Make of a folder one in which a package brings these parts."""
    about = site / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(entry_points)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    brought(tmp_path, "broken", ENTRY_POINTS)
    (tmp_path / "broken_parts.py").write_text(BROKEN)
    (tmp_path / "broken_parts.md").write_text(
        "# A\n\n## Mend\nLeave it.\n\n# 甲\n\n## 整改方法\n不用。\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_parts", raising=False)  # that of another folder
    return tmp_path


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--engine", "plugin:number"), "the plug-in number gave int, no EnginePlugin"),
        (("--engine", "plugin:fails"), "the plug-in fails gave function, no EnginePlugin"),
        (("--engine", "plugin:places"), "the plug-in places gave a box whose corners are no 4 points: [[nan"),
        (("--engine", "plugin:tuples"), "the plug-in tuples gave tuple, no TextBox"),
        (("--registry", "number://x"), "the plug-in number gave int, no Callable"),
        (("--registry", "fails://x"), "the plug-in broken 1.0 failed: KeyError: 'boom'"),
        (("--registry", "nothing://x"), "the plug-in nothing gave NoneType, no RegistryLookup"),
        (("--registry", "wrong://x"), "the registry Registry gave dict, no Entry and no Absent"),
        (("--registry", "failing://x"), "the plug-in broken 1.0 failed: KeyError: 'boom'"),
        (("--format", "plugin:number"), "the plug-in number gave int, no Callable"),
        (("--format", "plugin:fails"), "the plug-in broken 1.0 failed: KeyError: 'boom'"),
    ],
)
@pytest.mark.usefixtures("broken")
def test_a_plug_in_that_breaks_its_promise_is_named(run: Run, options: tuple[str, ...], told: str) -> None:
    ended = run("scan", SAMPLE, *options)
    assert ended.code == 5
    assert told in ended.out + ended.err


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("wrong", "the rule EXA900 gave str, no Finding"),
        ("failing", "the plug-in broken 1.0 failed: KeyError: 'boom'"),
    ],
)
def test_a_rule_that_breaks_its_promise_is_named(
    run: Run, broken: Path, monkeypatch: pytest.MonkeyPatch, rule: str, told: str
) -> None:
    monkeypatch.setenv("DETECTOR_JUDGE__RULE_PLUGINS", rule)
    ended = run("scan", SAMPLE)
    assert (ended.code, told in ended.out) == (5, True)
    manual.cache_clear()
    (broken / "broken_parts.md").unlink()
    ended = run("scan", SAMPLE)
    assert ended.code == 5
    assert "has no manual" in ended.err


@pytest.mark.usefixtures("broken")
def test_what_a_format_does_not_ask_for_is_scanned_and_counts(run: Run) -> None:
    assert run("scan", "gone.mp4", "--format", "plugin:nothing").code == 4


@pytest.mark.usefixtures("broken")
def test_a_scheme_of_ours_stays_ours(run: Run) -> None:
    assert "no address of a registry" in run("scan", SAMPLE, "--registry", "sqlite://x").err


def test_a_name_that_two_packages_bring_is_neithers(broken: Path, run: Run) -> None:
    brought(broken, "other", "[detector.formats]\nnothing = broken_parts:fails\n")
    with pytest.raises(SetupError, match=r"several packages bring 'nothing' .*: broken 1\.0, other 1\.0"):
        plugins.load("formats", "nothing")
    assert re.search("formats: nothing +other 1.0", run("doctor").out)
