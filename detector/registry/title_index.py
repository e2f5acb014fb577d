"""Titles by likeness: an index of letter pairs finds some hundred, rapidfuzz ranks them.

An OCR error spoils two pairs of a title, the others still find it. Pairs with the title's two ends count too,
so that a title of two letters with one wrong is found.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from detector.registry.protocol import Candidate
from detector.registry_replies import Entry

_START, _END = "\x02", "\x03"
_POSTINGS = 60_000
"""Pairs of the whole index that one look-up weighs, the rarest first: keeps it under 10 ms."""
_RANKED = 400
"""Titles that are compared letter by letter."""


def folded(title: str) -> str:
    """The letters and digits of a title, in small letters: what is compared."""
    return (title if title.isalnum() else "".join(filter(str.isalnum, title))).casefold()


class TitleIndex:
    """An index over a fixed sequence of titles; 10^6 titles take some 100 MB."""

    def __init__(self, titles: Iterable[str]) -> None:
        """Index the titles; their places in the sequence are what :meth:`best` gives."""
        # One text for all, not a string for each: a tenth of the memory.
        written = StringIO()
        for title in titles:
            written.write(f"{_START}{folded(title)}{_END}")
        self._text = written.getvalue()
        del written
        codes = _codes(self._text)
        is_start = codes == ord(_START)
        self._begins = np.flatnonzero(is_start).astype(np.uint32)
        self._size = len(self._begins)
        # Pair and title in one number, sorted in its place: a million titles have 10^7 pairs. The end of one
        # title and the start of the next are a pair too, which nobody seeks.
        keys = _pairs(codes).astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= np.cumsum(is_start[:-1], dtype=np.uint32) - np.uint32(1)
        keys.sort()
        self._owners = keys.astype(np.uint32)
        keys >>= np.uint64(32)
        is_new = np.ones(len(keys), np.bool_)
        is_new[1:] = keys[1:] != keys[:-1]
        self._starts = np.flatnonzero(is_new)
        self._pairs = keys[self._starts].astype(np.uint32)
        self._ends = np.append(self._starts[1:], len(keys))

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
        """Places of the titles that share the most and the rarest pairs with ``sought``."""
        # A whole array of zeros costs less than sorting what was found.
        scores = np.zeros(self._size, np.float32)
        found = [np.empty(0, np.uint32)]
        for start, end in self._spans(sought):
            owners = self._owners[start:end]
            scores[owners] += np.log1p(self._size / (end - start))
            found.append(owners)
        places = np.concatenate(found)
        # Positive floats are in order as whole numbers too; most scores are equal, which slows a partition.
        ranks = (scores[places].view(np.uint32).astype(np.uint64) << np.uint64(32)) | places
        ranks.sort()
        best: list[int] = np.unique(ranks[-4 * _RANKED :])[-_RANKED:].astype(np.uint32).tolist()
        return best

    def _spans(self, sought: str) -> Iterator[tuple[int, int]]:
        """Where the titles of each pair of ``sought`` stand, the rarest pair first."""
        pairs = np.unique(_pairs(_codes(f"{_START}{sought}{_END}")))
        rows = np.minimum(np.searchsorted(self._pairs, pairs), len(self._pairs) - 1)
        spans = [(int(self._starts[row]), int(self._ends[row])) for row in rows[self._pairs[rows] == pairs]]
        left = _POSTINGS
        for number, (start, end) in enumerate(sorted(spans, key=lambda span: span[1] - span[0])):
            left -= end - start
            if number and left < 0:
                return
            yield start, end


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _pairs(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Each letter with the next as one number, by the lower 16 bits of both: what shares them is rare."""
    return (codes[:-1] << np.uint32(16)) | (codes[1:] & np.uint32(0xFFFF))


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
