"""What an extra brings is named where it is absent."""

import sys
import tomllib
from pathlib import Path

import pytest

from detector.cli.diagnostics import OPTIONAL
from detector.errors import ExtraMissing
from detector.extras import EXTRA_OF, need

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("module", EXTRA_OF)
def test_each_package_is_one_of_its_extra_and_none_of_the_core(module: str) -> None:
    package = module.replace("_", "-")
    assert any(one.startswith(package) for one in PROJECT["optional-dependencies"][EXTRA_OF[module]])
    assert not any(one.startswith(package) for one in PROJECT["dependencies"])
    assert module in OPTIONAL


def test_an_absent_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    need("xlsxwriter", "a workbook")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(ExtraMissing, match="a workbook needs the package xlsxwriter") as missing:
        need("xlsxwriter", "a workbook")
    assert missing.value.hint == "pip install 'micro-drama-detector[xlsx]'"
