"""The lines of mosaics as the screen takes them, and what it is to say of each; drawn once and kept."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.settings.vision import FastDetectorSettings
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.geometry import is_column
from detector.vision.recognition.crops import crop
from detector.vision.runtime.model_files import Network, model_for
from training.reader.level import level
from training.reader.mosaic import mosaic
from training.reader.stock import Grey, Stock
from training.reader.workers import MOST_PX, Sources, learnt_from
from training.screen.texts import ANSWERS, answer, text
from training.targets import is_held_out

_LEAST_PX = 12
_STILLS = 2
"""Of a mosaic, in which what the fast detector takes for text is cut out too."""
_STRIPS = 0.3
"""Share of large lines of which a strip is cut out, as where a small marker may stand over a title."""
_LARGE_PX, _STRIP_SHARES = 40, (0.2, 0.3)
_FAINT = 0.05
"""Share of lines that are drawn once more so faint that nobody can read them."""


_NOTHING = ANSWERS.index("nothing")


class Line(NamedTuple):
    """32 px x width, 0 to 255, the number of the answer, and of what kind and in which face it is."""

    picture: Grey
    answer: int
    kind: str
    face: str
    printed: str


class Lines(NamedTuple):
    """Many lines, side by side in one picture as wide as all of them."""

    pictures: Grey
    widths: NDArray[np.int32]
    answers: NDArray[np.int8]
    kinds: NDArray[np.str_]
    faces: NDArray[np.str_]
    printed: NDArray[np.str_]


def drawn(sources: Sources, mosaics: int, jobs: int, folder: Path) -> Iterator[Lines]:
    """The lines to learn from of so many mosaics; ``folder`` keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [number for number in range(1, 2 * mosaics) if not is_held_out(number)][:mosaics]
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(partial(_kept, sources=sources, folder=folder), numbers)


def lines(number: int, stock: Stock, seed: int) -> Iterator[Line]:
    """Those of one mosaic that the screen has something to say of."""
    dice = Random(f"screen-{number}")
    for sample in mosaic(number, stock, seed, text):
        found = answer(sample.kind, sample.printed)
        high, wide = sample.picture.shape
        if found is None or wide * 32 > MOST_PX * high or high < _LEAST_PX:
            continue
        picture = level(sample.picture, dice.choice((None, None, cv2.INTER_LINEAR)))
        yield Line(picture, ANSWERS.index(found), sample.kind, sample.face, sample.printed)
        if dice.random() < _FAINT:
            yield Line(_faint(dice, picture), _NOTHING, "faint", sample.face, sample.printed)
        if found == "other" and high >= _LARGE_PX and dice.random() < _STRIPS:
            yield Line(level(_strip(dice, sample.picture)), _NOTHING, "strip", sample.face, "")
    if stock.stills:
        for _ in range(_STILLS):
            yield from _scenery(dice, stock)


def _strip(dice: Random, picture: Grey) -> Grey:
    """A lower row within a line."""
    high = round(dice.choice(_STRIP_SHARES) * len(picture))
    top = dice.randrange(len(picture) - high)
    return picture[top : top + high]


def _scenery(dice: Random, stock: Stock) -> Iterator[Line]:
    """What the fast detector takes for text in a still: signs and shirts that are no one's to judge."""
    picture = dice.choice(dice.choice(stock.stills))
    zoom = dice.uniform(0.75, 1.5)
    high, wide = (round(side / max(1.0, zoom)) for side in picture.shape)
    x, y = dice.randint(0, picture.shape[1] - wide), dice.randint(0, picture.shape[0] - high)
    seen = picture[y : y + high, x : x + wide]
    if dice.random() < 0.5:
        seen = seen[:, ::-1]
    scaled = cv2.resize(np.ascontiguousarray(seen), None, fx=zoom, fy=zoom).astype(np.uint8, copy=False)
    for box in _detector().detect(scaled, (0, 0, scaled.shape[1], scaled.shape[0])):
        row = crop(scaled, box.corners)
        if not is_column(box.corners) and row.shape[1] * 32 <= MOST_PX * len(row):
            yield Line(level(row), _NOTHING, "scenery", "", "")


@cache
def _detector() -> FastDetector:
    return FastDetector(Network(model_for("fast_detector"), 1), FastDetectorSettings())


def _faint(dice: Random, picture: Grey) -> Grey:
    """A line of which next to nothing is left over its ground."""
    ground = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 12)
    left = ground + dice.uniform(0.0, 0.08) * (picture - ground)
    noise = np.random.default_rng(dice.getrandbits(63)).normal(0, dice.uniform(1, 5), picture.shape)
    return np.clip(left + noise, 0, 255).astype(np.uint8)


_stocks: dict[Sources, Stock] = {}


def _kept(number: int, sources: Sources, folder: Path) -> Lines:
    file = folder / f"{number:05}.npz"
    if not file.exists():
        cv2.setNumThreads(1)
        if sources not in _stocks:
            _stocks[sources] = learnt_from(sources)
        np.savez(file, **together(list(lines(number, _stocks[sources], sources.seed)))._asdict())
    with np.load(file) as kept:
        return Lines(**kept)


def together(some: list[Line]) -> Lines:
    """Lines as one record."""
    pictures = [line.picture for line in some] or [np.zeros((32, 0), np.uint8)]
    return Lines(
        np.hstack(pictures),
        np.array([line.picture.shape[1] for line in some], np.int32),
        np.array([line.answer for line in some], np.int8),
        np.array([line.kind for line in some], np.str_),
        np.array([Path(line.face.partition("#")[0]).stem for line in some], np.str_),
        np.array([line.printed for line in some], np.str_),
    )
