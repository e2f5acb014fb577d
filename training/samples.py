"""Samples for the scout: pictures with text of every kind on them, and where on them text stands.

The pictures are those of the accuracy benchmark's kinds, with seeds that the benchmark does not use. Text
that is drawn is known; text that the footage itself shows is what the locator finds there.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.settings import LocateSettings
from detector.vision import weights
from detector.vision.locate import Locator
from detector.vision.scout import CELL_PX, SHORT_SIDE_PX
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.options import stock
from tests.accuracy.render import background
from tests.accuracy.spec import Spec
from tests.accuracy.stock import Stock
from tests.drawing.text import Frame, Overlay, fill, paint, position

_LEAST_ALPHA = 0.2
"""A text that is fainter, as in a fade, is neither text nor none."""
_QUALITIES = (25, 95)
Field = NDArray[np.uint8]
TEXT, UNKNOWN = 255, 128
"""Values of a cell in the target; 0 is no text."""


def main() -> None:
    """Draw the samples of a range of seeds into a folder, one file a kind and seed."""
    parser = argparse.ArgumentParser(prog="python -m training.samples", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs=2, default=(10_000, 10_010))
    parser.add_argument("--footage", type=Path, help="folder of videos to draw on")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    jobs = [(name, seed) for seed in range(*options.seeds) for name in KINDS]
    context = get_context("spawn")
    with ProcessPoolExecutor(options.jobs, context, _set_up, (options.footage, options.folder)) as pool:
        for _ in pool.map(_write, jobs):
            pass


_worker: list[tuple[Stock, Path, Locator]] = []


def _set_up(footage: Path | None, folder: Path) -> None:
    from rich.console import Console  # noqa: PLC0415

    cv2.setNumThreads(1)
    locator = Locator(weights.Network(weights.model_for("locate"), 1), LocateSettings())
    _worker.append((stock(footage, Console(stderr=True)), folder, locator))


def _write(job: tuple[str, int]) -> None:
    name, seed = job
    fonts_and_footage, folder, locator = _worker[0]
    try:
        spec = draw(KINDS[name], seed, 0, fonts_and_footage)
    except LookupError:
        return
    dice = Random(f"scout-{name}-{seed}")
    for number, (picture, target) in enumerate(samples(spec, dice, locator)):
        np.savez_compressed(folder / f"{name}-{seed}-{number}.npz", picture=picture, target=target)


def samples(spec: Spec, dice: Random, locator: Locator, count: int = 2) -> Iterator[tuple[Field, Field]]:
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


def _at_scale(picture: NDArray[np.uint8], target: Field) -> tuple[Field, Field]:
    scale = SHORT_SIDE_PX / min(picture.shape[:2])
    cells = [max(1, round(side * scale / CELL_PX)) for side in target.shape[::-1]]
    size = [side * CELL_PX for side in cells]
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    share = cv2.resize(target, cells, interpolation=cv2.INTER_AREA)
    cell = np.where(share >= 100, TEXT, np.where(share >= 30, UNKNOWN, 0))
    return np.asarray(small, np.uint8), cell.astype(np.uint8)


if __name__ == "__main__":
    main()
