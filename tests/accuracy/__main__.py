"""The accuracy command: ``python -m tests.accuracy --help``."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import track

from tests.accuracy.grade import Grade
from tests.accuracy.kinds import KINDS
from tests.accuracy.report import show
from tests.accuracy.run import measure
from tests.accuracy.stock import Stock, footage_in, installed_faces
from tests.drawing.faces import COMMITTED


def main() -> None:
    """Draw, scan, grade, print."""
    options = _options()
    kinds = options.kinds.split(",") if options.kinds else list(KINDS)
    if unknown := set(kinds) - set(KINDS):
        sys.exit(f"no such kind: {', '.join(sorted(unknown))}; there are: {', '.join(KINDS)}")
    stderr = Console(stderr=True)
    stock = _stock(options.footage, stderr)
    jobs = [(kind, options.seed, number) for number in range(options.clips) for kind in kinds]
    rows = measure(jobs, stock, options.cache, options.jobs)
    done = list(track(rows, "clips", len(jobs), console=stderr))
    grades = sorted(done, key=lambda grade: (kinds.index(grade.kind), grade.name))
    show(grades, Console(width=150))
    if options.json:
        options.json.write_text(_json(grades), "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--kinds", help="comma-separated; default: all")
    parser.add_argument("--clips", type=int, default=15, help="clips of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    footage = os.environ.get("DETECTOR_FOOTAGE")
    parser.add_argument(
        "--footage", type=Path, default=footage, help="folder of videos to draw on (DETECTOR_FOOTAGE)"
    )
    cache = user_cache_path("detector") / "accuracy"
    parser.add_argument("--cache", type=Path, default=cache, help="folder of the drawn clips")
    parser.add_argument("--json", type=Path, help="file for the grades of all clips")
    return parser.parse_args()


def _stock(footage: Path | None, stderr: Console) -> Stock:
    faces, absent = installed_faces()
    stock = Stock((*COMMITTED, *faces), footage_in(footage))
    if absent:
        stderr.print(f"fonts that are not here: {', '.join(absent)}")
    if not stock.footage:
        stderr.print("no footage: backgrounds are drawn (give --footage FOLDER or DETECTOR_FOOTAGE)")
    stderr.print(f"{len(stock.faces)} fonts, {len(stock.footage)} videos to draw on")
    return stock


def _json(grades: list[Grade]) -> str:
    return json.dumps([asdict(grade) for grade in grades], ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
