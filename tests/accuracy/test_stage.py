"""Every word that the benchmark may draw can be drawn with the committed fonts."""

import ast
from pathlib import Path

import pytest

from tests.fonts import characters

_CHINESE = range(0x4E00, 0xA000)
SOURCES = sorted(Path(__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=[path.stem for path in SOURCES])
def test_the_committed_fonts_have_every_chinese_word(source: Path) -> None:
    constants = (
        node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Constant)
    )
    words = "".join(node.value for node in constants if isinstance(node.value, str))
    assert not {letter for letter in words if ord(letter) in _CHINESE} - characters()
