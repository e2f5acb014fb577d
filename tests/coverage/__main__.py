"""Whether a verdict is surer than its evidence: ``python -m tests.coverage odd|absent|damaged --help``.

Exit code 1 where a bar is missed: a fault among odd or damaged files, less than 95 % of absences found.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from detector.law.tables.loader import shipped
from detector.scanner import policy_of
from detector.settings import Settings
from tests.accuracy.fetch_faces import fetched_faces
from tests.accuracy.options import add_faces, chosen
from tests.accuracy.stock import Stock
from tests.coverage import absent, damaged, odd
from tests.coverage.cases import Case, Graded, faults, grade
from tests.coverage.material import SPLITS, VARIANTS, stock_of, without_text
from tests.coverage.report import show, show_details
from tests.coverage.scans import quiet, scan_all

_FOUND_BAR = 0.95
_Job = TypeVar("_Job")
_Made = TypeVar("_Made")


def main() -> int:
    """Make, scan, grade, print."""
    options = _options()
    quiet()
    with tempfile.TemporaryDirectory(prefix="detector-coverage-") as temporary:
        folder = (options.work or Path(temporary)).resolve() / options.part
        stderr = Console(stderr=True)
        faces = fetched_faces(options.split, options.faces, stderr)
        stock = without_text(stock_of(options.split, options.footage, faces))
        stderr.print(f"{len(stock.faces)} fonts, {len(stock.footage)} videos to draw on")
        return _PARTS[options.part](options, stock, folder)


def _odd(options: argparse.Namespace, stock: Stock, folder: Path) -> int:
    kinds = chosen(options.kinds, odd.KINDS)
    jobs = odd.jobs(kinds, options.split, range(options.seed, options.seed + options.seeds))
    cases = _made(partial(odd.case, stock=stock, folder=folder), jobs, options)
    rows = _scanned(cases, options)
    _tell(rows, kinds, options)
    return 1 if faults(rows) else 0


def _absent(options: argparse.Namespace, stock: Stock, folder: Path) -> int:
    styles = chosen(options.kinds, absent.STYLES)
    jobs = [(styles[count % len(styles)], count // len(styles)) for count in range(options.clips)]
    cases = _made(partial(absent.case, split=options.split, stock=stock, folder=folder), jobs, options)
    rows = _scanned(cases, options)
    found = sum(row.fault is None for row in rows) / len(rows)
    _tell(rows, styles, options, [f"absence found: {found:.1%}, at least {_FOUND_BAR:.0%} is asked"])
    return 0 if found >= _FOUND_BAR else 1


def _damaged(options: argparse.Namespace, stock: Stock, folder: Path) -> int:
    plan = damaged.plan(options.files)
    variant = VARIANTS[options.split][0]
    by_original = [[entry for entry in plan if entry[0] is original] for original in damaged.ORIGINALS]
    make = partial(damaged.make, variant=variant, stock=stock, folder=folder)
    files = [
        file
        for made in _made(make, [entries for entries in by_original if entries], options)
        for file in made
    ]
    kinds = list(dict.fromkeys(name.split("-")[0] for name, _ in damaged.DAMAGES))
    settings = Settings()
    least_ms = policy_of(settings, shipped()).min_marker_ms
    judge = partial(
        damaged.judge, window_ms=settings.decode.window_ms, least_ms=least_ms, strict=options.strict
    )
    rows = _scanned([file.case for file in files], options)
    judged = [judge(file, graded.row) for file, graded in zip(files, rows, strict=True)]
    lost = [one.lost for one in judged if one.lost]
    silent = sum(one.stated_ms <= least_ms < one.silent_ms for one in lost)
    small = sum(0 < one.stated_ms <= least_ms for one in lost)
    notes = [
        f"fail, and pictures are garbled without a word from the decoder: {silent} (faults with --strict)",
        f"fail, and up to {least_ms} ms are lost: {small} (no fault)",
    ]
    graded = [one.graded for one in judged]
    _tell(graded, kinds, options, notes)
    return 1 if faults(graded) else 0


def _made(make: Callable[[_Job], _Made], jobs: Sequence[_Job], options: argparse.Namespace) -> list[_Made]:
    with ProcessPoolExecutor(options.jobs, get_context("spawn"), quiet) as pool:
        made = pool.map(make, jobs)
        return list(track(made, "made", len(jobs), console=Console(stderr=True)))


def _scanned(cases: Sequence[Case], options: argparse.Namespace) -> list[Graded]:
    rows = scan_all(cases, options.jobs, options.cache)
    shown = track(rows, "scanned", len(cases), console=Console(stderr=True))
    return [grade(case, row) for case, row in shown]


def _tell(
    rows: Sequence[Graded], kinds: Sequence[str], options: argparse.Namespace, notes: Sequence[str] = ()
) -> None:
    console = Console(width=150)
    if options.details or options.split == "tuned":
        show_details(rows, console)
    show(rows, kinds, console, notes)
    if options.json:
        told = [{**asdict(row), "case": {**asdict(row.case), "folder": str(row.case.folder)}} for row in rows]
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


_PARTS = {"odd": _odd, "absent": _absent, "damaged": _damaged}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.coverage", description=__doc__)
    parser.add_argument("part", choices=_PARTS)
    parser.add_argument("--split", choices=SPLITS, default="tuned", help="held-out tells counts alone")
    parser.add_argument("--details", action="store_true", help="every fault by its file, held-out too")
    parser.add_argument("--kinds", help="comma-separated kinds of odd files or styles of clips; default: all")
    parser.add_argument("--seed", type=int, default=1, help="odd: other numbers, sizes, places, footage")
    parser.add_argument("--seeds", type=int, default=1, help="odd: so many seeds from that one on")
    parser.add_argument("--clips", type=int, default=100, help="absent: so many")
    parser.add_argument("--files", type=int, help="damaged: so many, taken evenly from all; default: all")
    parser.add_argument("--strict", action="store_true", help="damaged: what no decoder tells counts too")
    footage = os.environ.get("DETECTOR_FOOTAGE")
    parser.add_argument(
        "--footage", type=Path, default=footage, help="folder of videos to draw on (DETECTOR_FOOTAGE)"
    )
    add_faces(parser)
    parser.add_argument("--work", type=Path, help="folder in which files are kept; default: a temporary one")
    parser.add_argument("--cache", type=Path, help="folder in which results are kept, by file and code")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="processes")
    parser.add_argument("--json", type=Path, help="file for all rows")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
