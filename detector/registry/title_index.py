"""Similar titles: an index of bigrams finds some hundred candidates, and rapidfuzz ranks them.

An OCR error changes two bigrams of a title; the others still find it. Bigrams with the title's start and end
count too, so that a title of two letters with one wrong letter is found.
"""

from collections.abc import Callable, Iterable, Sequence
from io import StringIO

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from detector.registry.protocol import Candidate
from detector.registry_replies import Entry

_START, _END = "\x02", "\x03"
_POSTINGS = 60_000
"""Postings that one look-up reads, the rarest bigrams first; with 10^6 titles it takes less than 10 ms."""
_RANKED = 400
"""Titles that are compared letter by letter."""


def folded(title: str) -> str:
    """The letters and digits of a title, in small letters: what is compared."""
    return (title if title.isalnum() else "".join(filter(str.isalnum, title))).casefold()


class TitleIndex:
    """An index over a fixed sequence of titles; 10^6 titles take some 100 MB."""

    def __init__(self, titles: Iterable[str]) -> None:
        """Index the titles; their places in the sequence are what :meth:`best` gives."""
        # One text for all titles takes a tenth of the memory of a string for each.
        written = StringIO()
        for title in titles:
            written.write(f"{_START}{folded(title)}{_END}")
        self._text = written.getvalue()
        del written
        codes = _codes(self._text)
        is_start = codes == ord(_START)
        self._begins = np.flatnonzero(is_start).astype(np.uint32)
        self._size = len(self._begins)
        # Bigram and title in one number, sorted in place: a million titles have 10^7 bigrams. The end of one
        # title and the start of the next make a bigram too, which no look-up asks for.
        keys = _bigrams(codes).astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= np.cumsum(is_start[:-1], dtype=np.uint32) - np.uint32(1)
        keys.sort()
        self._owners = keys.astype(np.uint32)
        keys >>= np.uint64(32)
        is_new = np.ones(len(keys), np.bool_)
        is_new[1:] = keys[1:] != keys[:-1]
        self._starts = np.flatnonzero(is_new)
        self._bigrams = keys[self._starts].astype(np.uint32)
        self._ends = np.append(self._starts[1:], len(keys))

    def best(self, title: str, limit: int) -> list[tuple[int, float]]:
        """Places and likeness (0 to 1) of the most similar titles, best first, then in sequence."""
        sought = folded(title)
        if not self._size:
            return []
        begins = {place: int(self._begins[place]) for place in self._candidates(sought)}
        titles = {
            place: self._text[begin + 1 : self._text.index(_END, begin)] for place, begin in begins.items()
        }
        ranked = process.extract(sought, titles, scorer=fuzz.ratio, limit=limit)
        found = [(int(place), score / 100) for _, score, place in ranked]
        return sorted(found, key=lambda item: (-item[1], item[0]))

    def _candidates(self, sought: str) -> list[int]:
        """Places of the titles that share the most and the rarest bigrams with ``sought``."""
        pairs = np.unique(_bigrams(_codes(f"{_START}{sought}{_END}")))
        rows = np.minimum(np.searchsorted(self._bigrams, pairs), len(self._bigrams) - 1)
        spans = [(int(self._starts[row]), int(self._ends[row])) for row in rows[self._bigrams[rows] == pairs]]
        # An array of zeros for all titles costs less than sorting the postings.
        scores = np.zeros(self._size, np.float32)
        found = [np.empty(0, np.uint32)]
        left = _POSTINGS
        for number, (start, end) in enumerate(sorted(spans, key=lambda span: span[1] - span[0])):
            left -= end - start
            if number and left < 0:
                break
            owners = self._owners[start:end]
            scores[owners] += np.log1p(self._size / (end - start))
            found.append(owners)
        places = np.concatenate(found)
        # The bits of positive floats sort like the floats. A sort, because with mostly equal scores a
        # partition is slower.
        ranks = (scores[places].view(np.uint32).astype(np.uint64) << np.uint64(32)) | places
        ranks.sort()
        best: list[int] = np.unique(ranks[-4 * _RANKED :])[-_RANKED:].astype(np.uint32).tolist()
        return best


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _bigrams(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Each bigram as one number, from the lower 16 bits of both letters; collisions are rare."""
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
    """The edits that turn ``asked`` into ``found``: ``重生[-乙][+之]我``."""
    parts = []
    for step in Levenshtein.opcodes(asked, found):
        old, new = asked[step.src_start : step.src_end], found[step.dest_start : step.dest_end]
        if step.tag == "equal":
            parts.append(old)
        else:
            parts += [f"[-{old}]"] if old else []
            parts += [f"[+{new}]"] if new else []
    return "".join(parts)
