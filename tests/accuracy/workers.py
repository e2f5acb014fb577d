"""One bench in each of several processes, and the rows that they measure."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

import cv2

Job = TypeVar("Job")
Row = TypeVar("Row")
Job_contra = TypeVar("Job_contra", contravariant=True)
Row_co = TypeVar("Row_co", covariant=True)


class Bench(Protocol[Job_contra, Row_co]):
    """Measures clips one by one; good for a process's life."""

    def measure(self, job: Job_contra, /) -> Row_co:
        """The row of a clip."""


def measure_all(
    jobs: Sequence[Job], make_bench: Callable[[], Bench[Job, Row]], processes: int
) -> Iterator[Row]:
    """The rows of all jobs, as they come; ``make_bench`` is called once in each process."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _set_up, (make_bench,)) as pool:
        for future in as_completed([pool.submit(_measure, job) for job in jobs]):
            yield future.result()


_bench: list[Bench[Any, Any]] = []
"""The one bench of a worker process."""


def _set_up(make_bench: Callable[[], Bench[Any, Any]]) -> None:
    cv2.setNumThreads(1)
    _bench.append(make_bench())


def _measure(job: Any) -> Any:  # noqa: ANN401  whatever the bench takes and gives
    return _bench[0].measure(job)
