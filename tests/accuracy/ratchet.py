"""The frozen small part of the benchmark: drawn backgrounds, committed fonts, so equal on every machine.

``python -m tests.accuracy.ratchet`` measures it again and writes down which clips come out exact now. Do so
after an improvement; a clip that leaves the list needs a reason in the commit.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from platformdirs import user_cache_path

from detector.scanner import Scanner
from tests.accuracy.grade import Grade
from tests.accuracy.kinds import KINDS, draw
from tests.accuracy.run import Bench, Job
from tests.accuracy.stock import Stock

_FILE = Path(__file__).with_name("ratchet.toml")
_SEED = 1000
_SECONDS = 1.2
"""Three examined frames: enough to vote, and soon done."""
_CLIPS = {
    "corner": 1, "tiny": 1, "half-transparent": 1, "light-on-light": 1, "column-standing": 1, "two-lines": 1,
    "tilted": 1, "english": 1, "360p": 1, "rotated-file": 1, "upside-down": 1,
    "decoys": 1, "malformed": 3, "nothing": 1,
}  # fmt: skip
"""How many clips of each kind; their texts stand from the first frame to the last."""
JOBS: tuple[Job, ...] = tuple(
    (kind, _SEED, number) for kind, count in _CLIPS.items() for number in range(count)
)


def bench(cache_folder: Path) -> Bench:
    """What measures the frozen part."""
    return Bench(Stock(), cache_folder, Scanner())


def measure(here: Bench, job: Job) -> Grade:
    """The grade of the first moments of a clip."""
    kind, seed, number = job
    whole = draw(KINDS[kind], seed, number, here.stock)
    return here.examine(KINDS[kind], replace(whole, seconds=_SECONDS))


def exact() -> frozenset[str]:
    """The names of the clips that must stay exact."""
    return frozenset(tomllib.loads(_FILE.read_text("utf-8"))["exact"])


def _write(names: Iterable[str]) -> None:
    lines = "".join(f'    "{name}",\n' for name in names)
    command = "# Clips that must come out exact; written by `python -m tests.accuracy.ratchet`.\n"
    _FILE.write_text(f"{command}exact = [\n{lines}]\n", "utf-8")


if __name__ == "__main__":
    here = bench(user_cache_path("detector") / "accuracy")
    grades = [measure(here, job) for job in JOBS]
    _write(grade.name for grade in grades if grade.mark == "exact")
