"""Many clips, drawn and scanned by several processes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import cv2

from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import Settings
from tests.accuracy.confusions import pairs, readings
from tests.accuracy.grade import AS_OF, Grade, grade
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.render import render
from tests.accuracy.spec import Kind, Spec
from tests.accuracy.stock import Stock
from tests.vision.torch_on_a_cpu import easyocr_is_here

Job = tuple[str, int, int]
"""Kind, seed, number."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Scans clips one by one; good for a process's life."""

    stock: Stock
    cache_folder: Path
    scanner: Scanner

    def measure(self, job: Job) -> Grade:
        """Draw a clip where the cache lacks it, scan it, grade it."""
        name, seed, number = job
        return self.examine(KINDS[name], draw(KINDS[name], seed, number, self.stock))

    def examine(self, kind: Kind, spec: Spec) -> Grade:
        """The same for a clip that is known."""
        video = render(spec, self.cache_folder)
        with readings() as texts:
            result = self.scanner.try_scan(Episode(spec.name, str(video)), AS_OF)
        row = grade(kind, spec, result, self.scanner.settings)
        counted = pairs(texts, spec.truth.printed)
        return replace(row, read_as=tuple((*pair, times) for pair, times in sorted(counted.items())))


def measure(
    jobs: Sequence[Job], stock: Stock, cache_folder: Path, processes: int, settings: Settings
) -> Iterator[Grade]:
    """The grades of all jobs, as they come."""
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _set_up, (stock, cache_folder, settings)) as pool:
        for future in as_completed([pool.submit(_measure, job) for job in jobs]):
            yield future.result()


_bench: list[Bench] = []
"""The one bench of a worker process."""


def _set_up(stock: Stock, cache_folder: Path, settings: Settings) -> None:
    cv2.setNumThreads(1)
    if settings.engine.name == "easyocr":
        easyocr_is_here()
    _bench.append(Bench(stock, cache_folder, Scanner(settings)))


def _measure(job: Job) -> Grade:
    return _bench[0].measure(job)
