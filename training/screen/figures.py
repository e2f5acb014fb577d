"""What the marker screen says of lines that nothing was learned from.

``python -m training.screen.figures --footage FOLDER --faces FOLDER``. With ``--unseen`` the lines are in the
faces that the extended accuracy benchmark holds out, else in those that are held out of the training.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2

from detector.settings import Settings
from detector.vision.recognition.preprocess import to_network_input
from detector.vision.runtime.model_files import Network, model_for
from tests.accuracy.fetch_faces import listed
from training.reader.stock import Stock, stock
from training.screen.draw import Line, lines
from training.screen.texts import ANSWERS
from training.train import say

_EVERY = 8


def main() -> None:
    """Print a table: lines of each kind, and how many are read at once and put aside for good."""
    parser = argparse.ArgumentParser(prog="python -m training.screen.figures", description=__doc__)
    parser.add_argument("--footage", type=Path)
    parser.add_argument("--faces", type=Path, required=True, help="folder of free faces (poe fetch-faces)")
    parser.add_argument("--unseen", action="store_true", help="in the benchmark's own held-out faces")
    parser.add_argument("--mosaics", type=int, default=100)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    held_out = stock(options.footage, None, options.faces).shared(held_out=True)
    if options.unseen:
        held_out = Stock(_unseen(options.faces), held_out.stills)
    drawn = (
        line
        for number in range(_EVERY, _EVERY * (options.mosaics + 1), _EVERY)
        for line in lines(number, held_out, 1)
    )
    for row in _table(drawn):
        say("| " + " | ".join(row) + " |")


def _unseen(folder: Path) -> tuple[str, ...]:
    paths = (folder / f"{face.name}.ttf" for face in listed() if face.split == "held-out")
    return tuple(str(path) for path in paths if path.exists())


def _table(drawn: Iterator[Line]) -> Iterator[list[str]]:
    """A row for each kind of line, and one for each answer."""
    settings = Settings().prefilter
    network = Network(model_for("prefilter"), 1)
    counts = Counter[tuple[str, str]]()
    cpu_s = 0.0
    for line in drawn:
        began = time.process_time()
        blob, _ = to_network_input(line.picture, network.line_shape, settings.most_ratio)
        marker, other, _ = network(blob)[0].tolist()
        cpu_s += time.process_time() - began
        said = "likely" if marker >= settings.at_once else "hardly" if other >= settings.clear else "unclear"
        for group in (line.kind, f"all of {ANSWERS[line.answer]}"):
            counts[group, said] += 1
            counts[group, "lines"] += 1
    yield ["", "lines", "read at once", "unclear", "put aside for good"]
    yield ["---"] * 5
    for group in sorted({group for group, _ in counts}):
        yield [group, *(str(counts[group, said]) for said in ("lines", "likely", "unclear", "hardly"))]
    lines_in_all = sum(counts[f"all of {answer}", "lines"] for answer in ANSWERS)
    yield ["ms of CPU a line", f"{1000 * cpu_s / max(1, lines_in_all):.1f}", "", "", ""]


if __name__ == "__main__":
    main()
