"""Figures of fresh processes: a cold start, workers side by side, one worker after many clips."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import ParamSpec, TypeVar

import cv2

from detector.auditor.engine_local import ScanConfig, scan_many
from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import Settings
from tests.accuracy.grade import AS_OF
from tests.speed.cost import Cost, mb, peak_mb, resident_mb

_ROOT = Path(__file__).parents[2]
_STARTS = 3
_SOAK_POINTS = 10

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Command:
    """A run of the command from its start to its end."""

    name: str
    cost: Cost
    peak_mb: float


def command(name: str, *arguments: str) -> Command:
    """The quickest of some runs of ``python -m detector``; ``CalledProcessError`` where one breaks off."""
    runs = [_run(name, [sys.executable, "-m", "detector", *arguments]) for _ in range(_STARTS)]
    return min(runs, key=lambda run: run.cost.wall_s)


def _run(name: str, line: list[str]) -> Command:
    launch = [sys.executable, "-m", "tests.speed.launch", *line]
    # An installed program has its bytecode; without it the first of some runs writes it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(launch, cwd=_ROOT, stdout=subprocess.PIPE, env=environment, check=True)
    run = json.loads(done.stdout)
    if run["exit_code"] not in (0, 1, 3):  # An episode that fails or is undecided is no failure of the run.
        raise subprocess.CalledProcessError(run["exit_code"], line)
    return Command(name, Cost(run["cpu_s"], run["wall_s"]), mb(run["max_rss"]))


@dataclass(frozen=True, slots=True)
class Throughput:
    """Clips a second with so many workers, without their start-up."""

    workers: int
    clips: int
    per_s: float


def throughput(videos: Sequence[str], workers: int, rounds: int) -> Throughput:
    """Scan the videos so many times, from the first result to the last."""
    with _fresh() as run:
        return run(_throughput, tuple(videos), workers, rounds)


def _throughput(videos: Sequence[str], workers: int, rounds: int) -> Throughput:
    episodes = [Episode(f"{turn}-{video}", video) for turn in range(rounds) for video in videos]
    results = scan_many(episodes, ScanConfig(Settings(), AS_OF), workers)
    next(results)
    begin_s = perf_counter()
    count = sum(1 for _ in results)
    return Throughput(workers, count, count / (perf_counter() - begin_s))


@dataclass(frozen=True, slots=True)
class Soak:
    """The memory of one worker: the most it has had, and what it has after so many clips."""

    peak_mb: float
    resident_mb: tuple[tuple[int, float], ...]


def soak(videos: Sequence[str], count: int) -> Soak:
    """Scan the videos over and over in one process, ``count`` in all."""
    with _fresh() as run:
        return run(_soak, tuple(videos), count)


def _soak(videos: Sequence[str], count: int) -> Soak:
    cv2.setNumThreads(1)
    scanner = Scanner()
    every = max(1, count // _SOAK_POINTS)
    points = []
    for number, video in enumerate(islice(cycle(videos), count), 1):
        scanner.try_scan(Episode(video, video), AS_OF)
        if number == 1 or number % every == 0:
            points.append((number, resident_mb()))
    return Soak(peak_mb(), tuple(points))


@dataclass(frozen=True, slots=True)
class Processes:
    """All figures of whole processes. ``here_mb`` and ``peer_mb`` are peaks."""

    here_mb: float
    peer_mb: float | None
    commands: tuple[Command, ...]
    throughputs: tuple[Throughput, ...]
    soak: Soak | None


class _Run:
    """Calls functions in another process."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def __call__(
        self, call: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> _Result:
        return self._pool.submit(partial(call, *args, **kwargs)).result()


@contextmanager
def _fresh() -> Iterator[_Run]:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield _Run(pool)
