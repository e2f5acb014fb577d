"""How well fast detectors and DBNet find lines, side by side, on the samples that are held out.

``python -m training.figures SAMPLES MODEL.onnx...``. A line is found where a box holds nearly all of its
length and its edges are where the line's are.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import process_time

import cv2
import numpy as np

from detector.settings.vision import DetectorSettings, FastDetectorSettings
from detector.video.frame import Grey
from detector.vision.data import Corners, TextBox
from detector.vision.detection.box_merge import merge_boxes
from detector.vision.detection.dbnet import DbNet
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.geometry import height, width
from detector.vision.runtime import model_files
from detector.vision.runtime.model_files import Model, Network
from training.targets import Line, held_out

_Find = Callable[[Grey], Sequence[TextBox]]
_SIZES = ((0, 8), (8, 10), (10, 14), (14, 24), (24, 200))
"""Heights of lines in px at 480 px width, from and below."""
_COVERED = 0.92
_MARGIN, _OFF = 0.125, 0.2
"""How far a box's edges should lie outside the line's, and how far they may be off from there, in heights."""


def main() -> None:
    """Print the figures of some networks."""
    parser = argparse.ArgumentParser(prog="python -m training.figures", description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    options = parser.parse_args()
    show(options.samples, options.models)


def show(folder: Path, models: Iterable[Path]) -> None:
    """By the lines' height, the share of lines found; boxes, strays, and CPU time a picture."""
    samples = held_out(folder)
    sys.stdout.write(f"{len(samples)} samples held out\n")
    _show("DBNet", _dbnet_boxes, samples)
    for path in models:
        _show(path.name, _finder(path), samples)


@cache
def _dbnet() -> DbNet:
    return DbNet(Network(model_files.model_for("detector"), 1), DetectorSettings())


def _dbnet_boxes(grey: Grey) -> Sequence[TextBox]:
    boxes = _dbnet().detect(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8))
    return merge_boxes(boxes, DetectorSettings())


def _finder(path: Path) -> _Find:
    digest = sha256(path.read_bytes()).hexdigest()
    model = Model(path.stem, "fast_detector", "", str(path.resolve()), digest, (), (), "", "")
    detector = FastDetector(Network(model, 1), FastDetectorSettings())

    def find(grey: Grey) -> Sequence[TextBox]:
        return merge_boxes(detector.detect(grey, (0, 0, grey.shape[1], grey.shape[0])), DetectorSettings())

    return find


def _show(name: str, find: _Find, samples: Iterable[tuple[Grey, list[Line]]]) -> None:
    found: dict[tuple[int, int], list[bool]] = {size: [] for size in _SIZES}
    columns: list[bool] = []
    given: list[int] = []
    strays: list[int] = []
    begin = process_time()
    for boxes, lines in [([box.corners for box in find(grey)], lines) for grey, lines in samples]:
        given.append(len(boxes))
        strays.append(sum(not any(_meet(box, line.quad) for line in lines) for box in boxes))
        for line in lines:
            if line.sure:
                thick = width(line.quad) if line.column else height(line.quad)
                size = next(size for size in _SIZES if size[0] <= thick < size[1])
                hit = any(_fits(box, line) for box in boxes)
                (columns if line.column else found[size]).append(hit)
    cpu_ms = 1000 * (process_time() - begin) / len(given)
    rates = [f"{a}-{b} px {np.mean(hits):.3f} of {len(hits)}" for (a, b), hits in found.items() if hits]
    rates.append(f"columns {np.mean(columns):.3f} of {len(columns)}")
    sys.stdout.write(
        f"{name}: {', '.join(rates)}; a picture: {np.mean(given):.1f} boxes, "
        f"{np.mean(strays):.2f} where nothing is, {cpu_ms:.0f} ms of CPU\n"
    )


def _fits(box: Corners, line: Line) -> bool:
    """Whether a box holds a line from end to end, with its edges where they are or a margin further out."""
    quad, column = line.quad, line.column
    along, across = (
        (quad[3] - quad[0], quad[1] - quad[0]) if column else (quad[1] - quad[0], quad[3] - quad[0])
    )
    length, thick = float(np.hypot(*along)), float(np.hypot(*across))
    places = (box - quad[0]) @ np.stack([along / length, across / thick], axis=1)
    (begin, low), (end, high) = places.min(axis=0), places.max(axis=0)
    covered = (min(end, length) - max(begin, 0.0)) / length
    lean = abs(float(places[3 if column else 1, 1] - places[0, 1]))
    edges = (low + lean / 2, high - lean / 2 - thick)
    off = max(
        abs(edge - margin) for edge, margin in zip(edges, (-_MARGIN * thick, _MARGIN * thick), strict=True)
    )
    return covered >= _COVERED and off <= _OFF * thick + 1.5 and lean <= 0.6 * thick + 1.5


def _meet(box: Corners, quad: Corners) -> bool:
    low, high = box.min(axis=0), box.max(axis=0)
    return bool((quad.min(axis=0) < high).all() and (low < quad.max(axis=0)).all())


if __name__ == "__main__":
    main()
