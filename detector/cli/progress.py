"""A progress bar, for a person who waits at a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from detector.cli.language import said

T = TypeVar("T")
_ROWS_A_STEP = 1_000


def with_progress(results: Iterable[T], total: int) -> Iterator[T]:
    """The same results; while the next one is awaited, a progress bar is shown on standard error.

    It is shown only on a terminal and only for several results. It is removed before a result is passed on,
    so that it never stands between lines that go to the same terminal.
    """
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(said("scanning")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
    task = bar.add_task("", total=total)
    source = iter(results)
    while True:
        with bar:
            try:
                result = next(source)
            except StopIteration:
                return
            bar.advance(task)
        yield result


def with_import_progress(rows: Iterator[T], done: Callable[[], float]) -> Iterator[T]:
    """The same rows; a bar on standard error shows the share ``done`` (0 to 1), on a terminal only."""
    if not sys.stderr.isatty():
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
