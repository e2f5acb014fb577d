"""Chinese fonts for drawn clips: subsets of Noto CJK (OFL.txt), cut by ``make_fonts.py``."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def characters() -> frozenset[str]:
    """All characters that the fonts can draw: ASCII, the full-width forms and ``characters.txt``."""
    lines = (FOLDER / "characters.txt").read_text("utf-8").splitlines()
    listed = "".join(line for line in lines if not line.startswith("#"))
    return frozenset(listed) | {chr(code) for code in (*range(0x20, 0x7F), *range(0xFF01, 0xFF5F))}
