"""Rows to tables."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import cycle, islice
from operator import add
from typing import get_args

from rich.console import Console
from rich.table import Table

from tests.accuracy.grade import Mark
from tests.accuracy.report import missed_line, new_table
from tests.speed.cost import Cost
from tests.speed.dramas import ABSENT, DRAMAS
from tests.speed.kinds import UPLOADS
from tests.speed.meter import Count, Stage
from tests.speed.run import Row
from tests.speed.whole import Processes

_COUNTS: tuple[Count, ...] = get_args(Count)
_STAGES: tuple[Stage, ...] = get_args(Stage)
_WRONG: tuple[Mark, ...] = ("wrong", "wrong-undecided")


def show_rows(rows: Sequence[Row], console: Console) -> None:
    """Ratios, counts and stages of each kind; then the clips that did not come out exact.

    Of the mixed corpus half are dramas without a number, as in a platform's catalogue.
    """
    for shown in (_ratios(rows), _counts(rows), _stages(rows)):
        console.print(shown)
        console.print()
    for row in rows:
        if row.grade.mark != "exact":
            console.print(missed_line(row.grade), soft_wrap=True, markup=False, highlight=False)


def _ratios(rows: Sequence[Row]) -> Table:
    headings = ("clips", "1080 px", "decode ms", "detector ms", "CPU", "wall", "peer / detector CPU", "exact")
    ratios = new_table("detector / decode", *headings, "WRONG")
    _each_kind(ratios, rows, _ratios_of)
    return ratios


def _ratios_of(rows: Sequence[Row]) -> Iterable[str]:
    floor, scan = (_total(costs) for costs in ((r.floor for r in rows), (r.scan for r in rows)))
    peers = [row.peer for row in rows if row.peer]
    marks = [row.grade.mark for row in rows]
    yield str(len(rows))
    yield str(sum(min(row.size) == 1080 for row in rows))
    yield from (f"{1000 * cost.cpu_s / len(rows):.0f}" for cost in (floor, scan))
    yield f"{scan.cpu_s / floor.cpu_s:.2f}"
    yield f"{scan.wall_s / floor.wall_s:.2f}"
    yield f"{_total(peers).cpu_s / scan.cpu_s:.1f}" if peers else ""
    yield str(marks.count("exact"))
    yield str(sum(mark in _WRONG for mark in marks) or "")


def _counts(rows: Sequence[Row]) -> Table:
    counts = new_table("counts per clip", "frames", *_COUNTS[:2], "due", *_COUNTS[2:], "stopped")
    _each_kind(counts, rows, _counts_of)
    return counts


def _counts_of(rows: Sequence[Row]) -> Iterable[str]:
    def mean(values: Iterable[int]) -> str:
        return f"{sum(values) / len(rows):.1f}"

    means = [mean(row.counts.get(count, 0) for row in rows) for count in _COUNTS]
    yield mean(row.frames for row in rows)
    yield from means[:2]
    yield mean(row.due for row in rows)
    yield from means[2:]
    yield str(sum(row.stopped_ms is not None for row in rows))


def _stages(rows: Sequence[Row]) -> Table:
    stages = new_table("CPU ms per clip", *_STAGES, "decoding alone")
    _each_kind(stages, rows, _stages_of)
    return stages


def _stages_of(rows: Sequence[Row]) -> Iterable[str]:
    for stage in _STAGES:
        yield f"{1000 * sum(row.stages.get(stage, 0.0) for row in rows) / len(rows):.1f}"
    yield f"{1000 * _total(row.floor for row in rows).cpu_s / len(rows):.1f}"


def _each_kind(shown: Table, rows: Sequence[Row], columns: Callable[[Sequence[Row]], Iterable[str]]) -> None:
    for group, kinds in (("uploads", UPLOADS), ("dramas", DRAMAS)):
        members = [row for row in rows if row.kind in kinds]
        for kind in dict.fromkeys(row.kind for row in members):
            shown.add_row(kind, *columns([row for row in members if row.kind == kind]))
        if members:
            shown.add_section()
            shown.add_row(group, *columns(members))
            shown.add_section()
    if both := mixed(rows):
        shown.add_row("mixed", *columns(both))


def mixed(rows: Sequence[Row]) -> list[Row]:
    """All rows, those of dramas without a number so often that they are half; none where a half is empty."""
    absent, others = ([r for r in rows if (r.kind == ABSENT) == is_it] for is_it in (True, False))
    return [*others, *islice(cycle(absent), len(others))] if absent else []


def _total(costs: Iterable[Cost]) -> Cost:
    return reduce(add, costs, Cost())


def show_processes(processes: Processes, console: Console) -> None:
    """Fresh processes, workers side by side, memory."""
    for shown in (_commands(processes), _throughputs(processes), _memory(processes)):
        console.print()
        console.print(shown)


def _commands(processes: Processes) -> Table:
    shown = new_table("a fresh process", "wall s", "CPU s", "peak MB")
    for run in processes.commands:
        shown.add_row(run.name, f"{run.cost.wall_s:.2f}", f"{run.cost.cpu_s:.2f}", f"{run.peak_mb:.0f}")
    return shown


def _throughputs(processes: Processes) -> Table:
    shown = new_table("workers", "clips", "clips a second", "times one worker")
    alone, *_ = processes.throughputs
    for run in processes.throughputs:
        times = f"{run.per_s / alone.per_s:.2f}"
        shown.add_row(str(run.workers), str(run.clips), f"{run.per_s:.2f}", times)
    return shown


def _memory(processes: Processes) -> Table:
    shown = new_table("memory", "MB")
    shown.add_row("decoding and scanning, one after the other: peak", f"{processes.here_mb:.0f}")
    if processes.peer_mb is not None:
        shown.add_row("the naive pipeline: peak", f"{processes.peer_mb:.0f}")
    if soak := processes.soak:
        for clips, resident_mb in soak.resident_mb:
            shown.add_row(f"one worker after clip {clips}", f"{resident_mb:.0f}")
        shown.add_row("that worker: peak", f"{soak.peak_mb:.0f}")
    return shown
