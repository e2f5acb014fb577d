"""What the benchmarks' commands have in common: which clips, drawn from what, kept where."""

import argparse
import os
import sys
from collections.abc import Collection
from pathlib import Path

from platformdirs import user_cache_path
from rich.console import Console

from tests.accuracy.stock import Stock, footage_in, installed_faces
from tests.drawing.faces import COMMITTED


def add_corpus(parser: argparse.ArgumentParser, *, clips: int, cache: str) -> None:
    """The options that choose the clips; ``clips`` of each kind and the cache's name are the defaults."""
    parser.add_argument("--kinds", help="comma-separated; default: all")
    parser.add_argument("--clips", type=int, default=clips, help="clips of each kind")
    parser.add_argument("--seed", type=int, default=1)
    footage = os.environ.get("DETECTOR_FOOTAGE")
    parser.add_argument(
        "--footage", type=Path, default=footage, help="folder of videos to draw on (DETECTOR_FOOTAGE)"
    )
    folder = user_cache_path("detector") / cache
    parser.add_argument("--cache", type=Path, default=folder, help="folder of the drawn clips")


def add_faces(parser: argparse.ArgumentParser) -> None:
    """The option for more typefaces."""
    faces = os.environ.get("DETECTOR_FACES")
    parser.add_argument(
        "--faces", type=Path, default=faces, help="folder that poe fetch-faces filled (DETECTOR_FACES)"
    )


def chosen(names: str | None, known: Collection[str]) -> list[str]:
    """The kinds that ``--kinds`` names; an unknown one ends the program."""
    kinds = names.split(",") if names else list(known)
    if unknown := set(kinds) - set(known):
        sys.exit(f"no such kind: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    return kinds


def stock(footage: Path | None, stderr: Console) -> Stock:
    """The fonts and the footage of this machine; what is absent is said on ``stderr``."""
    faces, absent = installed_faces()
    here = Stock((*COMMITTED, *faces), footage_in(footage))
    if absent:
        stderr.print(f"fonts that are not here: {', '.join(absent)}")
    if not here.footage:
        stderr.print("no footage: backgrounds are drawn (give --footage FOLDER or DETECTOR_FOOTAGE)")
    stderr.print(f"{len(here.faces)} fonts, {len(here.footage)} videos to draw on")
    return here
