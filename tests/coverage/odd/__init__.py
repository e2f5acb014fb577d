"""Files whose number is hard to get at, or could not have been seen."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.accuracy.stock import Stock
from tests.coverage.cases import Case
from tests.coverage.material import VARIANTS, Split, look, made_of
from tests.coverage.odd import colours, hollow, losses, orientation, streams, times, unread
from tests.coverage.odd.kind import Kind

_MODULES = (times, orientation, streams, losses, colours, unread, hollow)
KINDS: dict[str, Kind] = {kind.name: kind for module in _MODULES for kind in module.KINDS}

Job = tuple[str, int, int]
"""Kind, variant, seed."""


def jobs(kinds: Sequence[str], split: Split, seeds: Sequence[int]) -> list[Job]:
    """What is to be made of these kinds."""
    return [(kind, variant, seed) for kind in kinds for variant in VARIANTS[split] for seed in seeds]


def case(job: Job, stock: Stock, folder: Path) -> Case:
    """The file of a job, made now or before, in a folder of its own."""
    name, variant, seed = job
    kind, drawn = KINDS[name], look(name, variant, seed, stock)
    own = folder / f"{name}-{variant}-{seed}-{made_of(stock)}"
    made = list(own.iterdir()) if own.exists() else []
    if not made:
        unfinished = folder / f"{own.name}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        kind.make(drawn, unfinished)
        unfinished.rename(own)
        made = list(own.iterdir())
    (path,) = made
    return Case(
        name,
        f"{name}-{variant}-{seed}",
        own,
        path.name,
        kind.expected,
        drawn.number if kind.has_number else None,
    )
