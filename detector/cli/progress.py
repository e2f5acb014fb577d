"""A progress bar, for a person who waits at a terminal."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from detector.cli.language import said
from detector.cli.verbosity import inform, is_quiet

T = TypeVar("T")
_ROWS_A_STEP = 1_000
LINE_EVERY_S = 30
"""Seconds between two lines of progress where there is no terminal."""


def with_progress(results: Iterable[T], total: int, *, lines: bool = False) -> Iterator[T]:
    """The same results; while the next one is awaited, a progress bar is shown on standard error.

    It is shown only on a terminal and only for several results. It is removed before a result is passed on,
    so that it never stands between lines that go to the same terminal. With ``lines``, where there is no
    terminal, a line every half minute tells the same, for logs.
    """
    if total < 2 or is_quiet():
        yield from results
    elif sys.stderr.isatty():
        yield from _with_bar(results, total)
    elif lines:
        yield from _with_lines(results, total)
    else:
        yield from results


def _with_lines(results: Iterable[T], total: int) -> Iterator[T]:
    began = told_at = time.monotonic()
    for done, result in enumerate(results, 1):
        yield result
        now = time.monotonic()
        if now - told_at >= LINE_EVERY_S or done == total:
            told_at = now
            rate = done / max(now - began, 0.001)
            left_min = max(0, total - done) / rate / 60
            inform(f"{done:,} of {total:,} scanned, {rate:.1f} a second, about {left_min:.0f} minutes left")


def _with_bar(results: Iterable[T], total: int) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(said("scanning")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
    task = bar.add_task("", total=total, rate="")
    source = iter(results)
    began = time.monotonic()
    done = 0
    while True:
        with bar:
            try:
                result = next(source)
            except StopIteration:
                return
            done += 1
            rate = done / max(time.monotonic() - began, 0.001)
            bar.update(task, advance=1, rate=said(f"{rate:.1f} a second"))
        yield result


def with_import_progress(rows: Iterator[T], done: Callable[[], float]) -> Iterator[T]:
    """The same rows; a bar on standard error shows the share ``done`` (0 to 1), on a terminal only."""
    if is_quiet() or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn(said("importing {task.description} rows")), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("0", total=1.0)
        for number, row in enumerate(rows, 1):
            if number % _ROWS_A_STEP == 0:
                bar.update(task, completed=done(), description=f"{number:,}")
            yield row
