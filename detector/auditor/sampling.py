"""A sample of a catalogue, and the shares in the whole that it lets expect."""

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from detector.auditor.catalogue import CatalogueRow

_Z_95 = 1.959964  # of the normal distribution


@dataclass(frozen=True, slots=True)
class RowSample:
    """Which rows are taken: a ``share`` (0 to 1), drawn by ``seed``, and of these the first ``limit``."""

    share: float = 1.0
    seed: int = 0
    limit: int | None = None

    def select(self, rows: Iterable[CatalogueRow]) -> Iterator[CatalogueRow]:
        """The rows of the sample.

        A row is drawn by its id alone: equal seeds draw equal rows on every machine, a larger share holds
        every smaller one, and a catalogue that grows keeps what was drawn.
        """

        def is_drawn(row: CatalogueRow) -> bool:
            text = f"{self.seed}\n{row.episode.id}".encode("utf-8", "surrogatepass")
            return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") < self.share * 2**64

        return islice(rows if self.share >= 1 else filter(is_drawn, rows), self.limit)


def interval(hits: int, total: int) -> tuple[float, float]:
    """The share of hits in the whole, 0 to 1, with 95 % confidence, by Wilson's formula.

    It holds for a sample of a much larger catalogue, and for few or no hits too.
    """
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, _Z_95**2
    middle = share + square / (2 * total)
    spread = _Z_95 * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    low, high = ((middle + sign * spread) / (1 + square / total) for sign in (-1, 1))
    return max(0.0, low) if hits else 0.0, min(1.0, high) if hits < total else 1.0
