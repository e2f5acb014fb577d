"""``detector.trace/1``: what happened on one video's way from its file to its verdict, event after event.

A trace is for choosing thresholds and for asking why. No result depends on it, and timings stand in it alone.
docs/reference.md lists the events and their fields.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from math import isfinite
from time import perf_counter
from typing import Any, TypeVar

import numpy as np

SCHEMA = "detector.trace/1"

_Item = TypeVar("_Item")
_NO_STAGE = nullcontext()
_DIGITS = 6
"""Digits kept after the point: shares near 0 and 1 are told apart by the fifth."""

Write = Callable[[dict[str, Any]], None]
"""Takes one event as JSON has it: texts, numbers, lists, dicts, ``None``."""


class Trace:
    """The trace that is off: it keeps nothing, and formats nothing.

    Values are passed as they are; where one has to be computed first, ``is_on`` is asked before.
    """

    is_on = False

    def add(self, event: str, **fields: object) -> None:
        """Something happened. ``threshold`` is the name of a setting and its value."""

    def bound(self, **fields: object) -> "Trace":  # noqa: ARG002  (those of the trace that is on)
        """The same trace; each event that is added there has these fields too."""
        return self

    def stage(self, name: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """What is done until the context ends is timed as this stage; a stage within is timed for itself."""
        return _NO_STAGE

    def timed(self, name: str, items: Iterable[_Item]) -> Iterable[_Item]:  # noqa: ARG002
        """The same items; the time that it takes to make each is the stage's."""
        return items

    def add_timings(self) -> None:
        """The seconds of each stage so far, and of all of them with what lies between."""


OFF = Trace()


class RecordedTrace(Trace):
    """Hands each event of one video to ``write``, with its name and the video's."""

    is_on = True

    def __init__(self, video: str, write: Write) -> None:
        self._always: dict[str, Any] = {"video": video}
        self._write = write
        self._clock = _Clock()

    def add(self, event: str, **fields: object) -> None:
        """Something happened. ``threshold`` is the name of a setting and its value."""
        plain = {name: _plain(value) for name, value in fields.items()}
        if threshold := plain.get("threshold"):
            plain["threshold"] = dict(zip(("name", "value"), threshold, strict=True))
        self._write({"event": event, **self._always, **plain})

    def bound(self, **fields: object) -> Trace:
        """The same trace; each event that is added there has these fields too."""
        other = RecordedTrace(self._always["video"], self._write)
        other._always = {**self._always, **{name: _plain(value) for name, value in fields.items()}}
        other._clock = self._clock
        return other

    def stage(self, name: str) -> AbstractContextManager[None]:
        """What is done until the context ends is timed as this stage; a stage within is timed for itself."""
        return self._clock.during(name)

    def timed(self, name: str, items: Iterable[_Item]) -> Iterable[_Item]:
        """The same items; the time that it takes to make each is the stage's."""
        iterator = iter(items)
        while True:
            with self.stage(name):
                item = next(iterator, _END)
            if item is _END:
                return
            yield item  # type: ignore[misc]  # it is no end

    def add_timings(self) -> None:
        """The seconds of each stage so far, and of all of them with what lies between."""
        self.add("timings", **self._clock.read())


_END = object()


class _Clock:
    """Seconds of wall time by stage, each without those of the stages within it."""

    def __init__(self) -> None:
        self._begun = self._since = perf_counter()
        self._stages: dict[str, float] = {}
        self._within: list[str] = []

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        self._charge()
        self._within.append(name)
        try:
            yield
        finally:
            self._charge()
            self._within.pop()

    def read(self) -> dict[str, object]:
        return {"stages_s": self._stages, "total_s": perf_counter() - self._begun}

    def _charge(self) -> None:
        now = perf_counter()
        if self._within:
            name = self._within[-1]
            self._stages[name] = self._stages.get(name, 0.0) + now - self._since
        self._since = now


def _plain(value: object) -> Any:  # noqa: ANN401  (whatever JSON has)
    match value:
        case np.ndarray() if value.dtype == np.float32:  # px
            return value.astype(np.float64).round(2).tolist()
        case np.ndarray() | np.generic():
            return _plain(value.tolist())
        case float():
            return round(value, _DIGITS) if isfinite(value) else None
        case dict():
            return {str(name): _plain(held) for name, held in value.items()}
        case list() | tuple():
            return [_plain(held) for held in value]
        case _:
            return value
