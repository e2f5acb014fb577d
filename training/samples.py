"""Samples for the fast detector: grey pictures with text of every kind, and the corners of each line.

The pictures are those of the accuracy benchmark's kinds, with seeds that the benchmark does not use. A line
that is drawn is known; text that the footage itself shows is what DBNet finds there.
``KIND-SEED-NUMBER.jpg`` holds a picture at the fast detector's scale, ``.json`` its lines.
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

from detector.settings.vision import DetectorSettings
from detector.video.frame import Grey, Pixels
from detector.vision.detection.dbnet import DbNet
from detector.vision.detection.fast_detector import at_scale
from detector.vision.geometry import is_column
from detector.vision.runtime import model_files
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.options import stock
from tests.accuracy.render import background
from tests.accuracy.spec import Spec
from tests.accuracy.stock import Stock
from tests.drawing.text import paint
from training.geometry import line_quads
from training.targets import Line, is_held_out, part, write

_SHORT_SIDE_PX = 480
_LEAST_ALPHA = 0.2
"""A text that is fainter, as in a fade, is neither text nor none."""
_QUALITIES = (25, 95)


def main() -> None:
    """Draw the samples of a range of seeds into a folder."""
    parser = argparse.ArgumentParser(prog="python -m training.samples", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs=2, default=(20_000, 20_022))
    parser.add_argument("--footage", type=Path, help="folder of videos to draw on")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    jobs = [(name, seed) for seed in range(*options.seeds) for name in KINDS]
    stocks = _shared(stock(options.footage, Console(stderr=True)))
    context = get_context("spawn")
    with ProcessPoolExecutor(options.jobs, context, _set_up, (*stocks, options.folder)) as pool:
        for _ in pool.map(_write, jobs, chunksize=4):
            pass


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process needs for every sample."""

    to_learn: Stock
    held_out: Stock
    dbnet: DbNet
    folder: Path


_worker: list[_Worker] = []


def _set_up(to_learn: Stock, held_out: Stock, folder: Path) -> None:
    cv2.setNumThreads(1)
    dbnet = DbNet(model_files.Network(model_files.model_for("detector"), 1), DetectorSettings())
    _worker.append(_Worker(to_learn, held_out, dbnet, folder))


def _shared(everything: Stock) -> tuple[Stock, Stock]:
    """What to learn from and what is held out; where there is too little of either kind, all serves both."""
    to_learn, kept = (
        Stock(part(everything.faces, held_out=held_out), part(everything.footage, held_out=held_out))
        for held_out in (False, True)
    )
    both = kept.faces != everything.faces and kept.footage != everything.footage
    return (to_learn, kept) if both else (everything, everything)


def _write(job: tuple[str, int]) -> None:
    name, seed = job
    worker = _worker[0]
    try:
        spec = draw(KINDS[name], seed, 0, worker.held_out if is_held_out(seed) else worker.to_learn)
    except LookupError:
        return
    dice = Random(f"lines-{name}-{seed}")
    for number, (picture, lines) in enumerate(samples(spec, dice, worker.dbnet)):
        write(worker.folder / f"{name}-{seed}-{number}.jpg", picture, lines)


def samples(spec: Spec, dice: Random, dbnet: DbNet, count: int = 2) -> Iterator[tuple[Grey, list[Line]]]:
    """Grey pictures at the fast detector's scale, each with its lines."""
    behind = background(spec)
    texts = (*spec.around, *spec.markers, *spec.above)
    for _ in range(count):
        at_ms = dice.uniform(0, 1000 * spec.seconds)
        frame = behind(at_ms).copy()
        for text in texts:
            paint(frame, text, at_ms)
        lines = [
            Line(quad, text.vertical, text.alpha(at_ms) >= _LEAST_ALPHA)
            for text in texts
            if text.alpha(at_ms)
            for quad in line_quads(frame, text, at_ms)
        ]
        quality = dice.randint(*_QUALITIES)
        coded = cv2.imencode(".jpg", frame[:, :, ::-1], (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
        lines += _found(picture, lines, dbnet)
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        small = at_scale(grey, _SHORT_SIDE_PX / min(grey.shape))
        scale = np.array(small.shape[::-1]) / np.array(grey.shape[::-1])
        yield small, [Line(line.quad * scale, line.column, line.sure) for line in lines]


def _found(picture: Pixels, drawn: list[Line], dbnet: DbNet) -> Iterator[Line]:
    """The lines that DBNet finds and nobody drew."""
    covered = np.zeros(picture.shape[:2], np.uint8)
    for line in drawn:
        cv2.fillPoly(covered, [np.rint(line.quad).astype(np.int32)], (1,))
    for box in dbnet.detect(picture):
        mask = np.zeros_like(covered)
        cv2.fillPoly(mask, [np.rint(box.corners).astype(np.int32)], (1,))
        if (covered & mask).sum() < 0.2 * max(1, mask.sum()):
            yield Line(box.corners, is_column(box.corners), sure=True)


if __name__ == "__main__":
    main()
