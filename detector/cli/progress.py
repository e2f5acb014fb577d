"""A progress bar, for a person who waits at a terminal."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def shown(results: Iterable[T], total: int) -> Iterator[T]:
    """The same results; while the next one is awaited, a bar stands on standard error.

    There is a bar only on a terminal and only for several results. It is gone whenever a result is passed
    on, so that it never stands between lines that go to the same terminal.
    """
    if total < 2 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("scanning"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
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
