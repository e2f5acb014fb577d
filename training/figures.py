"""How well scouts find text on the samples that are held out, side by side.

``python -m training.figures SAMPLES MODEL.onnx...``
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np

from detector.settings import ScoutSettings
from detector.vision.frame import Region
from detector.vision.scout import CELL_PX, Scout
from detector.vision.weights import Model, Network
from training.targets import TEXT, Field, Sample, held_out

_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5)
_LEAST_CELLS = 3
_COVERED = 0.97
"""A text of which so much lies in the places is found: its ends may reach a bit into further cells."""


def main() -> None:
    """Print the figures of some networks."""
    parser = argparse.ArgumentParser(prog="python -m training.figures", description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    options = parser.parse_args()
    show(options.samples, options.models)


def show(folder: Path, models: Iterable[Path]) -> None:
    """For each network and several thresholds, the share of texts found and of the picture in places."""
    samples = held_out(folder)
    sys.stdout.write(f"{len(samples)} samples held out\n")
    for path in models:
        network = _network(path)
        for threshold in _THRESHOLDS:
            found, marked = _measured(Scout(network, ScoutSettings(threshold=threshold)), samples)
            sys.stdout.write(f"{path.name} at {threshold}: texts {found:.4f}, of the picture {marked:.4f}\n")


def _network(path: Path) -> Network:
    digest = sha256(path.read_bytes()).hexdigest()
    return Network(Model(path.stem, "scout", "", str(path.resolve()), digest, (), "", ""), 1)


def _measured(scout: Scout, samples: Sequence[Sample]) -> tuple[float, float]:
    found: list[bool] = []
    marked: list[float] = []
    for picture, target in samples:
        high, wide = picture.shape
        covered = _covered(target, scout.places(picture, (0, 0, wide, high)))
        marked.append(float(covered.mean()))
        found += [bool(covered[text].mean() >= _COVERED) for text in _texts(target)]
    return float(np.mean(found)), float(np.mean(marked))


def _covered(target: Field, places: Iterable[Region]) -> Field:
    """1 for each cell that lies in a place."""
    covered = np.zeros_like(target)
    for left, top, right, bottom in places:
        covered[top // CELL_PX : -(-bottom // CELL_PX), left // CELL_PX : -(-right // CELL_PX)] = 1
    return covered


def _texts(target: Field) -> Iterator[tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]]:
    """The cells of each text: those of text that touch."""
    count, groups = cv2.connectedComponents((target == TEXT).astype(np.uint8), connectivity=8)
    for number in range(1, count):
        cells = np.nonzero(groups == number)
        if len(cells[0]) >= _LEAST_CELLS:
            yield cells


if __name__ == "__main__":
    main()
