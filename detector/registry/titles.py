"""Titles by likeness: an index of letter pairs finds some hundred, rapidfuzz ranks them.

An OCR error spoils two pairs of a title, the others still find it. Pairs with the title's two ends count too,
so that a title of two letters with one wrong is found.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from detector.answers import Entry
from detector.registry.port import Candidate

_START, _END = "\x02", "\x03"
_POSTINGS = 60_000
"""Pairs of the whole index that one look-up weighs, the rarest first: keeps it under 10 ms."""
_RANKED = 400
"""Titles that are compared letter by letter."""


def folded(title: str) -> str:
    """The letters and digits of a title, in small letters: what is compared."""
    return "".join(letter for letter in title if letter.isalnum()).casefold()


class TitleIndex:
    """An index over a fixed sequence of titles; 10^6 titles take some 100 MB."""

    def __init__(self, titles: Iterable[str]) -> None:
        """Index the titles; their places in the sequence are what :meth:`best` gives."""
        # One text for all, not a string for each: a tenth of the memory.
        self._text = "".join(f"{_START}{folded(title)}{_END}" for title in titles)
        letters = _codes(self._text)
        self._begins = np.flatnonzero(letters == ord(_START))
        self._size = len(self._begins)
        self._alphabet, dense = np.unique(letters, return_inverse=True)
        self._width = len(self._alphabet)
        lengths = np.diff(self._begins, append=len(letters))
        owners = np.repeat(np.arange(self._size, dtype=np.int32), lengths)
        within = np.flatnonzero(owners[:-1] == owners[1:])
        pairs = dense[within].astype(np.int64) * self._width + dense[within + 1]
        order = np.argsort(pairs, kind="stable")
        self._owners = owners[within[order]]
        self._pairs, self._starts = np.unique(pairs[order], return_index=True)
        self._ends = np.append(self._starts[1:], len(order))

    def best(self, title: str, limit: int) -> list[tuple[int, float]]:
        """Places and likeness (0 to 1) of the most similar titles, best first, then in sequence."""
        sought = folded(title)
        if not self._size:
            return []
        places = self._promising(sought)
        ranked = process.extract(
            sought,
            {place: self._title(place) for place in places},
            scorer=fuzz.ratio,
            limit=limit,
        )
        found = [(int(place), score / 100) for _, score, place in ranked]
        return sorted(found, key=lambda item: (-item[1], item[0]))

    def _title(self, place: int) -> str:
        begin = int(self._begins[place])
        return self._text[begin + 1 : self._text.index(_END, begin)]

    def _promising(self, sought: str) -> list[int]:
        owners, weights = self._postings(sought)
        if not len(owners):
            return []
        scores = np.bincount(owners, weights)[owners]
        if len(owners) > 4 * _RANKED:
            kept = np.argpartition(scores, -4 * _RANKED)[-4 * _RANKED :]
            owners, scores = owners[kept], scores[kept]
        order = np.lexsort((owners, -scores))
        return list(dict.fromkeys(owners[order].tolist()))[:_RANKED]

    def _postings(self, sought: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """The titles that hold a pair of ``sought``, once for each, and what each pair is worth."""
        lists: list[npt.NDArray[np.int32]] = []
        worth: list[npt.NDArray[np.float64]] = []
        total = 0
        spans = [(int(self._starts[row]), int(self._ends[row])) for row in self._rows(sought)]
        for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
            if lists and total + end - start > _POSTINGS:
                break
            lists.append(self._owners[start:end])
            worth.append(np.full(end - start, np.log1p(self._size / (end - start))))
            total += end - start
        if not lists:
            return np.empty(0, np.int32), np.empty(0)
        return np.concatenate(lists), np.concatenate(worth)

    def _rows(self, sought: str) -> list[int]:
        letters = _codes(f"{_START}{sought}{_END}")
        dense = np.minimum(np.searchsorted(self._alphabet, letters), self._width - 1)
        known = self._alphabet[dense] == letters
        pairs = np.unique((dense[:-1] * self._width + dense[1:])[known[:-1] & known[1:]])
        rows = np.minimum(np.searchsorted(self._pairs, pairs), len(self._pairs) - 1)
        return [int(row) for row in rows[self._pairs[rows] == pairs]]


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def titles_of(entry: Entry) -> tuple[str, ...]:
    """The title and all aliases, each once."""
    return tuple(dict.fromkeys((entry.title, *(alias.title for alias in entry.aliases))))


def best_entries(
    index: TitleIndex, title: str, limit: int, entries_at: Callable[[Sequence[int]], Sequence[Entry]]
) -> tuple[Candidate, ...]:
    """The entries with the best titles, each once. ``entries_at`` gives those of places in the index."""
    # An entry may stand in the index with several titles, so more are asked for than are shown.
    found = index.best(title, 4 * limit)
    best: dict[str, Candidate] = {}
    for entry, (_, likeness) in zip(entries_at([place for place, _ in found]), found, strict=True):
        name = max(titles_of(entry), key=lambda name: fuzz.ratio(folded(title), folded(name)))
        best.setdefault(entry.number, Candidate(entry, name, likeness))
    return tuple(best.values())[:limit]


def difference(asked: str, found: str) -> str:
    """What must be done to ``asked`` to make ``found`` of it: ``重生[-乙][+之]我``."""
    told = []
    for step in Levenshtein.opcodes(asked, found):
        old, new = asked[step.src_start : step.src_end], found[step.dest_start : step.dest_end]
        if step.tag == "equal":
            told.append(old)
        else:
            told += [f"[-{old}]"] if old else []
            told += [f"[+{new}]"] if new else []
    return "".join(told)
