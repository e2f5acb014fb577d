"""Many clips, drawn and scanned by several processes; what is known already is not done again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from time import process_time

from pydantic import TypeAdapter

import detector
from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import Settings
from tests.accuracy.extended.clip import Split
from tests.accuracy.extended.grade import Grade, grade
from tests.accuracy.extended.kinds import KINDS, draw
from tests.accuracy.extended.render import file_name, render
from tests.accuracy.grade import AS_OF
from tests.accuracy.stock import Stock
from tests.accuracy.workers import measure_all

Job = tuple[str, Split, int, int]
"""Kind, split, seed, number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A clip's grade, and the CPU seconds that drawing and scanning took when they were done."""

    grade: Grade
    draw_s: float
    scan_s: float


_ROW = TypeAdapter(Row)


@dataclass(frozen=True, slots=True)
class Bench:
    """Draws, scans and grades clips one by one; good for a process's life."""

    stock: Stock
    cache_folder: Path
    scanner: Scanner

    def measure(self, job: Job) -> Row:
        """The row of a clip, from the cache where clip, code, models and settings are those of before."""
        kind, split, seed, number = job
        variants = KINDS[kind].variants(split)
        name = f"{kind}.{variants[number % len(variants)]}-{seed}-{number:02}"
        clip_file = self.cache_folder / file_name(name, self.stock)
        kept = (
            self.cache_folder / "rows" / f"{clip_file.name}-{_reading_code(repr(self.scanner.settings))}.json"
        )
        if kept.exists():
            return _ROW.validate_json(kept.read_bytes())
        row = self._fresh(job, clip_file)
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        unfinished.write_bytes(_ROW.dump_json(row))
        unfinished.rename(kept)
        return row

    def _fresh(self, job: Job, clip_file: Path) -> Row:
        kind, split, seed, number = job
        began = process_time()
        clip = draw(KINDS[kind], split, seed, number, self.stock)
        video = next(clip_file.parent.glob(f"{clip_file.name}.*"), None) or render(clip, clip_file)
        drawn = process_time()
        result = self.scanner.try_scan(Episode(clip.name, str(video)), AS_OF)
        done = process_time()
        graded = grade(clip, KINDS[kind].family, split, result, self.scanner.settings)
        return Row(graded, drawn - began, done - drawn)


@cache
def _reading_code(settings: str) -> str:
    """Digest of all that a grade depends on beside its clip: the package, its models, grading, settings."""
    package = Path(detector.__file__).parent
    models = sorted((package.parent / "models").rglob("*.onnx"))
    code = [
        *sorted(package.rglob("*.py")),
        *sorted(package.rglob("*.toml")),
        Path(__file__).with_name("grade.py"),
    ]
    digest = sha256(settings.encode())
    for file in (*code, *models):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def measure(
    jobs: Sequence[Job], stock: Stock, cache_folder: Path, processes: int, settings: Settings
) -> Iterator[Row]:
    """The rows of all jobs, as they come."""
    cache_folder.mkdir(parents=True, exist_ok=True)
    return measure_all(jobs, partial(_bench, stock, cache_folder, settings), processes)


def _bench(stock: Stock, cache_folder: Path, settings: Settings) -> Bench:
    return Bench(stock, cache_folder, Scanner(settings))
