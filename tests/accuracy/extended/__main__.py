"""The extended accuracy command: ``python -m tests.accuracy.extended --help``."""

import argparse
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import track

from detector.settings import Settings
from tests.accuracy.extended.clip import Split
from tests.accuracy.extended.kinds import KINDS
from tests.accuracy.extended.report import show
from tests.accuracy.extended.run import Job, Row, measure
from tests.accuracy.extended.stock import stock_of
from tests.accuracy.options import add_corpus, add_faces, chosen


def main() -> None:
    """Draw, scan, grade, print."""
    options = _options()
    split: Split = options.split
    kinds = [kind for kind in chosen(options.kinds, KINDS) if KINDS[kind].variants(split)]
    jobs: list[Job] = [
        (kind, split, options.seed, number) for number in range(options.clips) for kind in kinds
    ]
    stderr = Console(stderr=True)
    stock = stock_of(split, options.faces, options.footage, stderr)
    found = measure(jobs, stock, options.cache, options.jobs, Settings())
    rows = sorted(track(found, "clips", len(jobs), console=stderr), key=lambda row: _place(row, kinds))
    show(rows, Console(width=170), details=options.details or split == "tuned")
    if options.json:
        options.json.write_bytes(TypeAdapter(list[Row]).dump_json(rows, indent=1))


def _place(row: Row, kinds: list[str]) -> tuple[int, str]:
    return kinds.index(row.grade.kind), row.grade.name


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.extended", description=__doc__)
    add_corpus(parser, clips=4, cache="accuracy-extended")
    parser.add_argument("--split", choices=get_args(Split), default="tuned", help="which kinds and faces")
    add_faces(parser)
    parser.add_argument("-j", "--jobs", type=int, default=2, help="processes")
    parser.add_argument(
        "--details",
        action="store_true",
        help="held-out clips one by one too: look at them when tuning is over",
    )
    parser.add_argument("--json", type=Path, help="file for the rows of all clips")
    return parser.parse_args()


if __name__ == "__main__":
    main()
