"""The code keeps to the size and the words of this house."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("detector", "tests", "sample_videos", "models", ".ci")
PYTHON = sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))
PROSE = sorted(
    (*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *(ROOT / "models").glob("*.toml"), ROOT / ".ci" / "run")
)
MAX_FILE_LINES = 500
UNFINISHED = re.compile("|".join((r"\bTO" r"DO\b", r"\bFIX" r"ME\b", r"\bX" r"XX\b", r"\bHA" r"CK\b")))
FOREIGN_PATHS = re.compile("|".join((r"/wo" r"rk/", r"\.\./sha" r"red", r"/home/[a-z]", r"/ro" r"ot/")))
SHELVES = {"utils", "common", "helpers", "base", "core", "manager", "misc"}
UNTESTED_BY_NAME = {"__init__", "__main__", "errors", "records", "version"}
"""Data and names without behaviour of their own; the tests of all others use them."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_file_is_no_god_file(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE_LINES


@pytest.mark.parametrize("path", [*PYTHON, *PROSE], ids=name)
def test_nothing_is_left_for_later_and_no_machine_is_named(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not UNFINISHED.findall(text)
    assert not FOREIGN_PATHS.findall(text)


@pytest.mark.parametrize("path", [path for path in PYTHON if "detector" in path.parts], ids=name)
def test_a_module_is_named_for_what_it_holds(path: Path) -> None:
    assert path.stem not in SHELVES
    assert path.stem not in sys.stdlib_module_names - {"__main__"}
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_every_part_has_its_tests() -> None:
    for part in sorted((ROOT / "detector").iterdir()):
        if part.is_dir() and (part / "__init__.py").exists():
            assert list((ROOT / "tests" / part.name).glob("test_*.py")), part.name
        elif part.suffix == ".py" and part.stem not in UNTESTED_BY_NAME:
            assert (ROOT / "tests" / f"test_{part.name}").exists(), part.name


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout
