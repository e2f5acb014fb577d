"""A share of a catalogue, and what it says of the whole."""

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

    def of(self, rows: Iterable[CatalogueRow]) -> Iterator[CatalogueRow]:
        """The chosen rows.

        A row is drawn by its id alone: equal seeds draw equal rows on every machine, a larger share holds
        every smaller one, and a catalogue that grows keeps what was drawn.
        """
        drawn = rows if self.share >= 1 else (row for row in rows if self._is_drawn(row.episode.id))
        return islice(drawn, self.limit)

    def _is_drawn(self, name: str) -> bool:
        told = hashlib.sha256(f"{self.seed}\n{name}".encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(told[:8], "big") < self.share * 2**64


def interval(hits: int, total: int) -> tuple[float, float]:
    """The share of hits in the whole, 0 to 1, with 95 % confidence, by Wilson's formula.

    It holds for drawn rows out of a much larger catalogue; for few or no hits too.
    """
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, _Z_95**2
    middle = share + square / (2 * total)
    spread = _Z_95 * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    low, high = ((middle + sign * spread) / (1 + square / total) for sign in (-1, 1))
    return max(0.0, low) if hits else 0.0, min(1.0, high) if hits < total else 1.0
