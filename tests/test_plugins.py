"""The example plug-ins, as installed: their own tests run against a package that pip would have put there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detector import plugins
from detector.errors import SetupError, UsageError
from tests.example_plugins import EXAMPLE, ROOT, installed_example


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
    assert absent.value.hint == "known are filing"


def test_a_broken_plug_in_is_said_to_be_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "broken-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[detector.rules]\nbad = no_such_module:RULE\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SetupError, match="the plug-in bad cannot be loaded: ModuleNotFoundError"):
        plugins.load("rules", "bad")
