"""Samples for the scout: pictures with text of every kind on them, and where on them text stands.

The pictures are those of the accuracy benchmark's kinds, with seeds that the benchmark does not use. Text
that is drawn is known; text that the footage itself shows is what the locator finds there.
"""

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

import cv2
import numpy as np
from rich.console import Console

from detector.settings import LocateSettings
from detector.vision import weights
from detector.vision.locate import Locator
from detector.vision.scout import CELL_PX, SHORT_SIDE_PX, at_scale
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.options import stock
from tests.accuracy.render import background
from tests.accuracy.spec import Spec
from tests.accuracy.stock import Stock
from tests.drawing.text import Frame, Overlay, fill, paint, position
from training.targets import TEXT, UNKNOWN, Field, Sample, is_held_out

_LEAST_ALPHA = 0.2
"""A text that is fainter, as in a fade, is neither text nor none."""
_QUALITIES = (25, 95)
_HELD_OUT = slice(4, None, 7)
"""Of the fonts and the videos, these are drawn on for the held-out seeds alone."""


def main() -> None:
    """Draw the samples of a range of seeds into a folder, one file a kind and seed."""
    parser = argparse.ArgumentParser(prog="python -m training.samples", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs=2, default=(10_000, 10_072))
    parser.add_argument("--footage", type=Path, help="folder of videos to draw on")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    jobs = [(name, seed) for seed in range(*options.seeds) for name in KINDS]
    shared = _shared(stock(options.footage, Console(stderr=True)))
    context = get_context("spawn")
    with ProcessPoolExecutor(options.jobs, context, _set_up, (*shared, options.folder)) as pool:
        for _ in pool.map(_write, jobs, chunksize=4):
            pass


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process needs for every sample."""

    to_learn: Stock
    held_out: Stock
    locator: Locator
    folder: Path


_worker: list[_Worker] = []


def _set_up(to_learn: Stock, held_out: Stock, folder: Path) -> None:
    cv2.setNumThreads(1)
    locator = Locator(weights.Network(weights.model_for("locate"), 1), LocateSettings())
    _worker.append(_Worker(to_learn, held_out, locator, folder))


def _shared(all_of_it: Stock) -> tuple[Stock, Stock]:
    """What to learn from and what is held out; what is too little to share serves both."""
    faces, footage = all_of_it.faces[_HELD_OUT], all_of_it.footage[_HELD_OUT]
    if not faces or not footage:
        return all_of_it, all_of_it
    rest = Stock(
        tuple(face for face in all_of_it.faces if face not in faces),
        tuple(video for video in all_of_it.footage if video not in footage),
    )
    return rest, Stock(faces, footage)


def _write(job: tuple[str, int]) -> None:
    name, seed = job
    worker = _worker[0]
    try:
        spec = draw(KINDS[name], seed, 0, worker.held_out if is_held_out(seed) else worker.to_learn)
    except LookupError:
        return
    dice = Random(f"scout-{name}-{seed}")
    for number, (picture, target) in enumerate(samples(spec, dice, worker.locator)):
        np.savez_compressed(worker.folder / f"{name}-{seed}-{number}.npz", picture=picture, target=target)


def samples(spec: Spec, dice: Random, locator: Locator, count: int = 4) -> Iterator[Sample]:
    """Grey pictures at the scout's scale, and for each of their cells whether text stands in it."""
    behind = background(spec)
    texts = (*spec.around, *spec.markers, *spec.above)
    for _ in range(count):
        at_ms = dice.uniform(0, 1000 * spec.seconds)
        frame = behind(at_ms)
        for text in texts:
            paint(frame, text, at_ms)
        target = np.zeros(frame.shape[:2], np.uint8)
        for text in texts:
            _mark(target, frame, text, at_ms)
        quality = dice.randint(*_QUALITIES)
        coded = cv2.imencode(".jpg", frame[:, :, ::-1], (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
        for box in locator.locate(picture):
            cv2.fillPoly(target, [box.corners.astype(np.int32)], (TEXT,))
        if spec.upside_down:
            picture, target = picture[::-1, ::-1], target[::-1, ::-1]
        yield _at_scale(picture, target)


def _mark(target: Field, frame: Frame, text: Overlay, at_ms: float) -> None:
    alpha = text.alpha(at_ms)
    if not alpha:
        return
    x, y = position(frame, text, at_ms)
    ink = (fill(text)[:, :, 0] > 0.3).astype(np.uint8)
    together = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((text.size_px, text.size_px), np.uint8))
    value = TEXT if alpha >= _LEAST_ALPHA else UNKNOWN
    left, top = max(0, -x), max(0, -y)
    under = target[y + top : max(0, y + ink.shape[0]), x + left : max(0, x + ink.shape[1])]
    inked = together[top : top + under.shape[0], left : left + under.shape[1]]
    under[inked > 0] = value


def _at_scale(picture: Field, target: Field) -> Sample:
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_BGR2GRAY)
    small = at_scale(np.asarray(grey, np.uint8), SHORT_SIDE_PX / min(grey.shape))
    high, wide = (side // CELL_PX for side in small.shape)
    share = cv2.resize(target, (wide, high), interpolation=cv2.INTER_AREA)
    cell = np.where(share >= 100, TEXT, np.where(share >= 30, UNKNOWN, 0))
    return small, cell.astype(np.uint8)


if __name__ == "__main__":
    main()
