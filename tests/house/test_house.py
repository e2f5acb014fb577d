"""The code keeps to the size and the words of this house."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("detector", "tests", "sample_videos", "models", ".ci")
PYTHON = sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))
PROSE = sorted(
    (*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *(ROOT / "models").glob("*.toml"), ROOT / ".ci" / "run")
)
TEXTS = {file: file.read_text("utf-8") for file in (*PYTHON, *PROSE)}
MAX_FILE_LINES = 500
UNFINISHED = re.compile("|".join((r"\bTO" r"DO\b", r"\bFIX" r"ME\b", r"\bX" r"XX\b", r"\bHA" r"CK\b")))
FOREIGN_PATHS = re.compile("|".join((r"/wo" r"rk/", r"\.\./sha" r"red", r"/home/[a-z]", r"/ro" r"ot/")))
SHELVES = {"utils", "common", "helpers", "base", "core", "manager", "misc"}
UNTESTED_BY_NAME = {"__init__", "__main__", "errors", "records", "version"}
"""Data and names without behaviour of their own; the tests of all others use them."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


# One test a rule, not one a file: two thousand tests cost more in the telling than in the looking.


def test_no_file_is_a_god_file() -> None:
    assert [name(file) for file in PYTHON if len(TEXTS[file].splitlines()) > MAX_FILE_LINES] == []


def test_nothing_is_left_for_later_and_no_machine_is_named() -> None:
    found = {
        name(file): UNFINISHED.findall(text) + FOREIGN_PATHS.findall(text) for file, text in TEXTS.items()
    }
    assert {file: words for file, words in found.items() if words} == {}


def test_a_module_is_named_for_what_it_holds() -> None:
    modules = [file for file in PYTHON if "detector" in file.parts]
    assert len(modules) > 300
    taken = SHELVES | (sys.stdlib_module_names - {"__main__"})
    assert [name(file) for file in modules if file.stem in taken] == []
    assert [name(file) for file in modules if not ast.get_docstring(ast.parse(TEXTS[file]))] == []


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
