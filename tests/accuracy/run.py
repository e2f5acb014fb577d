"""Many clips, drawn and scanned by several processes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import Settings
from tests.accuracy.confusions import pairs, readings
from tests.accuracy.grade import AS_OF, Grade, grade
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.render import render
from tests.accuracy.spec import Kind, Spec
from tests.accuracy.stock import Stock
from tests.accuracy.workers import measure_all
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
    return measure_all(jobs, partial(_bench, stock, cache_folder, settings), processes)


def _bench(stock: Stock, cache_folder: Path, settings: Settings) -> Bench:
    if settings.engine.name == "easyocr":
        easyocr_is_here()
    return Bench(stock, cache_folder, Scanner(settings))
