"""Time and memory."""

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

_Result = TypeVar("_Result")
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU (all threads of a process) and of a clock on the wall."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu_s + other.cpu_s, self.wall_s + other.wall_s)


def cost_of(work: Callable[[], _Result]) -> tuple[_Result, Cost]:
    """What some work in this process gives, and what it cost."""
    cpu_s, wall_s = process_time(), perf_counter()
    result = work()
    return result, Cost(process_time() - cpu_s, perf_counter() - wall_s)


def mb(max_rss: int) -> float:
    """The peak of a process's memory in MB, from ``getrusage``'s unit, which depends on the system."""
    return max_rss * (1 if sys.platform == "darwin" else 1024) / 1e6


def peak_mb() -> float:
    """The most memory that this process has had, in MB."""
    return mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def resident_mb() -> float:
    """The memory that this process has now, in MB; the most it has had where the system does not tell."""
    if not _STATM.exists():
        return peak_mb()
    return int(_STATM.read_text("ascii").split()[1]) * resource.getpagesize() / 1e6
