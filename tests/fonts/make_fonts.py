"""Cuts the test fonts out of Noto CJK, so that a machine without Chinese fonts draws the same pictures.

Run ``python -m tests.fonts.make_fonts FOLDER`` from the top level; FOLDER holds the ``Noto*CJK-*.ttc``
collections (https://github.com/notofonts/noto-cjk). Needed only after a change of ``characters.txt``.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from tests.fonts import FOLDER, characters

CUTS = {
    "NotoSansCJK-Regular.ttc": "sans.otf",
    "NotoSansCJK-Bold.ttc": "sans-bold.otf",
    "NotoSerifCJK-Regular.ttc": "serif.otf",
}
_FAMILIES = {"Noto Sans CJK SC", "Noto Serif CJK SC"}


def simplified_chinese(collection: Path) -> TTFont:
    """The simplified Chinese face of a collection. Raises ``LookupError`` where there is none."""
    for font in TTCollection(collection, lazy=True):
        if font["name"].getBestFamilyName() in _FAMILIES:
            return font
    raise LookupError(f"{collection} holds no simplified Chinese face")


def cut(collection: Path, target: Path) -> None:
    """Write a font that holds the listed characters and neither hints nor layout features."""
    font = simplified_chinese(collection)
    options = Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(characters())))
    subsetter.subset(font)
    font.recalcTimestamp = False  # equal inputs give equal bytes
    font.save(target)


if __name__ == "__main__":
    for source, name in CUTS.items():
        cut(Path(sys.argv[1]) / source, FOLDER / name)
