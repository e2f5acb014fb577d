"""What clips are made of, by split: footage, typefaces and texts of one split never occur in the other."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal, TypeVar, get_args

import cv2
import numpy as np

from tests.accuracy.stock import Stock, footage_in, installed_faces
from tests.drawing.backgrounds import Background, Size, clouds, footage
from tests.drawing.faces import lacking

Split = Literal["tuned", "held-out"]
SPLITS: tuple[Split, ...] = get_args(Split)
VARIANTS: dict[Split, tuple[int, ...]] = {"tuned": (0, 1), "held-out": (2,)}

_COMMITTED = {"tuned": ("sans", "sans-bold"), "held-out": ("serif",)}
_FOOTAGE_S, _FOOTAGE_FPS = 4.0, 12.5
_GAIN = 0.62
_TEXT_FOOTAGE = {"ytdlp_testvideo"}
_ISSUERS: dict[Split, str] = {"tuned": "京沪浙粤川苏湘", "held-out": "陕鲁闽皖鄂豫渝"}
_Choice = TypeVar("_Choice")


def stock_of(split: Split, folder: Path | None, fetched: tuple[str, ...] = ()) -> Stock:
    """Every second typeface and video of this machine, from the first or second on; and what was fetched."""
    start = SPLITS.index(split)
    faces, _ = installed_faces()
    return Stock((*_COMMITTED[split], *faces[start::2], *fetched), footage_in(folder)[start::2])


def without_text(stock: Stock) -> Stock:
    """The stock without videos that are mostly text: over them a number is hard to read anyway."""
    return replace(stock, footage=tuple(v for v in stock.footage if Path(v.path).stem not in _TEXT_FOOTAGE))


def made_of(stock: Stock) -> str:
    """Digest of what files depend on beside their name: the stock, and the code that draws and writes."""
    return hashlib.sha256((repr(stock) + _drawing_code()).encode()).hexdigest()[:8]


@cache
def _drawing_code() -> str:
    here, tests = Path(__file__).parent, Path(__file__).parents[1]
    makers = [here / name for name in ("absent.py", "containers.py", "damaged.py", "material.py")]
    drawing = [tests / "clips.py", tests / "accuracy" / "drama.py", *tests.glob("drawing/*.py")]
    files = [*makers, *here.glob("odd/*.py"), *drawing]
    return "".join(file.read_text("utf-8") for file in sorted(files))


def split_of(variant: int) -> Split:
    """The split to which a variant belongs."""
    return next(split for split, variants in VARIANTS.items() if variant in variants)


@dataclass(frozen=True, slots=True)
class Look:
    """One variant of a kind: what its maker draws on. ``size``: px as presented; ``dice``: its own."""

    kind: str
    variant: int
    dice: Random
    stock: Stock
    size: Size
    number: str

    def pick(self, *choices: _Choice) -> _Choice:
        """The choice of this variant: the first for the first, and so on."""
        return choices[self.variant % len(choices)]

    def scene(self, size: Size | None = None) -> Background:
        """Footage, or drawn clouds where there is none; so dark that white letters stand out."""
        over = self._picture(size or self.size)
        levels = np.rint(np.arange(256) * _GAIN).astype(np.uint8)
        return lambda ms: np.asarray(cv2.LUT(over(ms), levels), np.uint8)

    def _picture(self, size: Size) -> Background:
        if not self.stock.footage:
            first, last = ((self.dice.randrange(low, low + 80),) * 3 for low in (10, 90))
            return clouds(size, first, last, self.dice.randrange(1_000))
        video = self.dice.choice(self.stock.footage)
        from_s = self.dice.choice([start for start in (0.0, 1.5, 3.0) if start + 2 <= video.seconds] or [0.0])
        across = round(self.dice.random(), 2)
        path = Path(video.path)
        return footage(path, size, _FOOTAGE_S, across, from_s=from_s, fps=_FOOTAGE_FPS)

    def face(self, text: str) -> str:
        """A typeface that can draw a text."""
        return self.stock.face(self.dice, text)


_SIZES: dict[Split, tuple[Size, ...]] = {
    "tuned": ((540, 960), (480, 854), (720, 1280), (640, 360)),
    "held-out": ((576, 1024), (608, 1080), (960, 540), (720, 720)),
}


def look(kind: str, variant: int, seed: int, stock: Stock) -> Look:
    """The look of a variant; equal arguments give an equal one."""
    dice = Random(f"{kind}/{variant}/{seed}")
    split = split_of(variant)
    size = dice.choice(_SIZES[split])
    series = dice.choice(("网微剧备字", "网微剧审字"))
    serial = f"{dice.randrange(1, 1_000):05}" if dice.random() < 0.5 else f"{dice.randrange(1_000, 99_999)}"
    issuer = dice.choice(_ISSUERS[split])
    return Look(
        kind,
        variant,
        dice,
        stock,
        even(size),
        f"（{issuer}）{series}（{dice.randint(2024, 2026)}）第{serial}号",
    )


def even(size: Size) -> Size:
    """The size with both sides even, as 4:2:0 needs them."""
    return size[0] // 2 * 2, size[1] // 2 * 2


def can_draw(face: str, text: str) -> bool:
    """Whether a typeface has all characters of a text."""
    return not lacking(face, text.replace("\n", ""))
