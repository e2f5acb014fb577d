"""Where data of a video is lost or damaged, and which frames that spoils."""

from typing import Literal

Loss = Literal["missing", "damaged"]
"""The data is not there; it is there and wrong."""


class Losses:
    """Positions are timestamps of the stream, or numbers of frames where it has none."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int, Loss]] = []
        self._keys: list[int] = []
        self._last_key: int | None = None
        self._hurt_at: int | None = None
        self._hurts: list[int] = []
        self._expected: list[int] = []

    def add(self, begin: int, end: int, loss: Loss, *, spreads: bool = False) -> None:
        """Data between two positions is lost. ``spreads``: later frames may build on it."""
        self._found.append((begin, end, loss))
        if spreads:
            self._hurts.append(begin)

    def add_key(self, position: int) -> None:
        """A frame that builds on no other one."""
        self._keys.append(position)

    def between(self, begin: int, end: int) -> Loss | None:
        """What was lost from one frame to the next, and forget what was before."""
        met = [loss for first, last, loss in self._found if last >= begin and first <= end]
        self._found = [found for found in self._found if found[1] >= begin]
        return "missing" if "missing" in met else met[0] if met else None

    def expect(self, position: int) -> None:
        """A frame is given to a decoder that gives one picture for each."""
        self._expected.append(position)

    def was_swallowed(self, begin: int, end: int) -> bool:
        """Whether the decoder gave no picture for a frame between two others; asked in their order."""
        is_between = any(begin < position < end for position in self._expected)
        self._expected = [position for position in self._expected if position > end]
        return is_between

    def is_hurt(self, position: int) -> bool:
        """Whether a frame may show what damaged ones before it spoiled. Positions must rise."""
        while self._keys and self._keys[0] <= position:
            self._last_key = self._keys.pop(0)
        hurts = [at for at in self._hurts if at <= position]
        if hurts:
            self._hurt_at = max(hurts)
            self._hurts = [at for at in self._hurts if at > position]
        return self._hurt_at is not None and (self._last_key is None or self._last_key <= self._hurt_at)
