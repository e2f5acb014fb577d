"""Typefaces and footage of this machine by split: what is in one split is never drawn in the other."""

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.accuracy.extended.clip import Split
from tests.accuracy.fetch_faces import fetched_faces
from tests.accuracy.stock import Stock, footage_in, installed_faces
from tests.drawing.faces import COMMITTED

_HELD_OUT = (
    "serif",
    "NotoSerifCJK-Medium",
    "NotoSerifCJK-Black",
    "NotoSansCJK-Thin",
    "wqy-zenhei",
    "ukai",
    "gkai00mp",
)
"""Of the committed and installed faces these are held out, by name."""


def is_held_out(face: str) -> bool:
    """Whether a committed or installed face, as ``tests.drawing.faces`` names them, is held out."""
    return Path(face.partition("#")[0]).stem in _HELD_OUT


def stock_of(split: Split, faces_folder: Path | None, footage: Path | None, stderr: Console) -> Stock:
    """What clips of a split are made of; what is absent is said on ``stderr``."""
    own = (face for face in (*COMMITTED, *installed_faces()[0]) if is_held_out(face) == (split == "held-out"))
    fetched = fetched_faces(split, faces_folder, stderr)
    videos = footage_in(footage)
    start = 0 if split == "tuned" else 1
    stock = Stock((*own, *fetched), videos[start::2])
    if not stock.footage:
        stderr.print("no footage: backgrounds are drawn (give --footage FOLDER or DETECTOR_FOOTAGE)")
    stderr.print(f"{split}: {len(stock.faces)} faces, {len(stock.footage)} videos to draw on")
    return stock


def drawn_only(stock: Stock) -> Stock:
    """The same faces over drawn backgrounds."""
    return replace(stock, footage=())
