"""The corpus: clips of each kind as files, with their truth."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.accuracy.kinds import draw
from tests.accuracy.render import render
from tests.accuracy.run import Job
from tests.accuracy.spec import Spec
from tests.accuracy.stock import Stock
from tests.speed.dramas import DRAMAS
from tests.speed.files import drama_file
from tests.speed.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Clip:
    """A file and what it shows."""

    kind: str
    spec: Spec
    video: str


def clips(jobs: Sequence[Job], stock: Stock, cache_folder: Path, processes: int) -> Iterator[Clip]:
    """The clips in the order of the jobs, drawn where the cache lacks them.

    Other processes draw, so that the memory measured in this one is not the drawing's.
    """
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(partial(_drawn, stock=stock, cache_folder=cache_folder), jobs)


def _drawn(job: Job, stock: Stock, cache_folder: Path) -> Clip:
    kind, seed, number = job
    spec = draw(KINDS[kind], seed, number, stock)
    video = drama_file(kind, spec, cache_folder) if kind in DRAMAS else render(spec, cache_folder)
    return Clip(kind, spec, str(video))
