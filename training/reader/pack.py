"""Fonts, cut to the characters that are drawn, and stills: what a machine without both needs.

``python -m training.reader.pack OUT --footage FOLDER``
"""

import argparse
from pathlib import Path

import cv2
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from tests.drawing.faces import COMMITTED
from tests.fonts import FOLDER
from training.reader.stock import faces, stock
from training.reader.texts import everything

_QUALITY = 93


def main() -> None:
    """Fill a folder."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.pack", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--footage", type=Path, required=True)
    options = parser.parse_args()
    (options.out / "fonts").mkdir(parents=True, exist_ok=True)
    for number, face in enumerate(faces()):
        # The number keeps the order, by which fonts are held out.
        _cut(face, options.out / "fonts" / f"{number:02}-{Path(face.partition('#')[0]).stem}.otf")
    for number, pictures in enumerate(stock(options.footage).stills):
        folder = options.out / "stills" / f"{number:02}"
        folder.mkdir(parents=True, exist_ok=True)
        for place, picture in enumerate(pictures):
            quality = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
            cv2.imwrite(str(folder / f"{place:02}.jpg"), picture, quality)


def _cut(face: str, out: Path) -> None:
    file, _, index = (str(FOLDER / f"{face}.otf") if face in COMMITTED else face).partition("#")
    with TTFont(file, fontNumber=int(index or 0), lazy=True) as font:
        cutter = Subsetter(Options(layout_features=[], hinting=True, notdef_outline=True))
        cutter.populate(text=everything())
        cutter.subset(font)
        font.save(out)


if __name__ == "__main__":
    main()
