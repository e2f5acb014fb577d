"""Similar titles: an index of bigrams finds some hundred candidates, and rapidfuzz ranks them.

An OCR error changes two bigrams of a title; the others still find it. Bigrams with the title's start and end
count too, so that a title of two letters with one wrong letter is found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
RANKED = 400
"""Titles that are compared letter by letter."""
PER_SHOWN = 4
"""Titles that are sought for each entry to be shown: an entry may be found by several titles."""


def folded(title: str) -> str:
    """The letters and digits of a title, in small letters: what is compared."""
    return (title if title.isalnum() else "".join(filter(str.isalnum, title))).casefold()


class TitleIndex:
    """An index in memory over a fixed sequence of titles."""

    def __init__(self, titles: Iterable[str]) -> None:
        """Index the titles; their places in the sequence are what :meth:`best` gives."""
        self._titles = [folded(title) for title in titles]
        self._postings = dict(postings_of(np.sort(bigram_keys(enumerate(self._titles)))))

    def best(self, title: str, limit: int) -> list[tuple[int, float]]:
        """Places and likeness (0 to 1) of the most similar titles, best first, then in sequence."""
        sought = folded(title)
        found = [bigram for bigram in bigrams_of(sought) if bigram in self._postings]
        chosen = rarest({bigram: len(self._postings[bigram]) for bigram in found})
        places = next(in_order([self._postings[bigram] for bigram in chosen], len(self._titles)))
        return ranked(sought, {place: self._titles[place] for place in places}, limit)


def bigrams_of(sought: str) -> list[int]:
    """The bigrams of a folded title, each once and in order, those with its start and its end among them."""
    found: list[int] = np.unique(_bigrams(_codes(f"{_START}{sought}{_END}"))).tolist()
    return found


def bigram_keys(numbered: Iterable[tuple[int, str]]) -> npt.NDArray[np.uint64]:
    """A bigram (upper 32 bits) and a number (lower 32) for each bigram of folded titles with numbers."""
    written, numbers = StringIO(), []
    for number, title in numbered:
        written.write(f"{_START}{title}{_END}")
        numbers.append(number)
    codes = _codes(written.getvalue())
    places = np.cumsum(codes == ord(_START)) - 1
    keys = _bigrams(codes).astype(np.uint64) << np.uint64(32)
    keys |= np.array(numbers, np.uint64)[places[:-1]] if numbers else np.uint64(0)
    within: npt.NDArray[np.uint64] = keys[
        codes[:-1] != ord(_END)
    ]  # not the end of one and the next one's start
    return within


def postings_of(keys: npt.NDArray[np.uint64]) -> Iterator[tuple[int, npt.NDArray[np.uint32]]]:
    """Each bigram, in order, with the numbers that have it, of sorted keys of :func:`bigram_keys`."""
    owners, bigrams = keys.astype(np.uint32), (keys >> np.uint64(32)).astype(np.uint32)
    starts = np.flatnonzero(np.r_[True, bigrams[1:] != bigrams[:-1]]) if len(keys) else np.empty(0, np.intp)
    ends = [*starts[1:].tolist(), len(keys)]
    for bigram, start, end in zip(bigrams[starts].tolist(), starts.tolist(), ends, strict=False):
        yield bigram, owners[start:end]


def rarest(lengths: Mapping[int, int]) -> list[int]:
    """The bigrams to be read, the rarest first, of those with these numbers of postings."""
    left, chosen = _POSTINGS, list[int]()
    for bigram, length in sorted(lengths.items(), key=lambda item: item[1]):
        left -= length
        if chosen and left < 0:
            break
        chosen.append(bigram)
    return chosen


def in_order(postings: Sequence[npt.NDArray[np.uint32]], size: int) -> Iterator[list[int]]:
    """The titles that share the most and the rarest bigrams, some hundred at a time.

    ``postings`` are the titles, numbers below ``size``, of each bigram that was sought.
    """
    # An array of zeros for all titles costs less than sorting the postings.
    scores = np.zeros(size, np.float32)
    weights = [np.log1p(size / len(owners)) for owners in postings]
    for owners, weight in zip(postings, weights, strict=True):
        scores[owners.astype(np.intp)] += weight  # indices of numpy's own type take half the time
    # Nearly all titles share one bigram. Those above a bigram's weight are few, and found by comparing alone.
    for weight in (*sorted(map(np.float32, weights), reverse=True), np.float32(0)):
        is_above = scores > weight
        if np.count_nonzero(is_above) >= RANKED:
            break
    ranks = _ranks(scores, np.flatnonzero(is_above))
    if len(ranks) > RANKED:
        ranks.partition(len(ranks) - RANKED)
    yield _places(np.sort(ranks[-RANKED:]))
    ranks = np.sort(_ranks(scores, np.flatnonzero(scores)))
    for end in range(len(ranks) - RANKED, 0, -RANKED):
        yield _places(ranks[max(0, end - RANKED) : end])


def _ranks(scores: npt.NDArray[np.float32], places: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
    """Numbers that sort like score and place: the bits of positive floats sort like the floats."""
    return (scores[places].view(np.uint32).astype(np.uint64) << np.uint64(32)) | places.astype(np.uint64)


def _places(ranks: npt.NDArray[np.uint64]) -> list[int]:
    places: list[int] = ranks.astype(np.uint32).tolist()
    return places


def ranked(sought: str, titles: Mapping[int, str], limit: int) -> list[tuple[int, float]]:
    """Places and likeness (0 to 1) of the folded titles most similar to ``sought``, best first."""
    compared = process.extract(sought, titles, scorer=fuzz.ratio, limit=limit)
    found = [(int(place), score / 100) for _, score, place in compared]
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _bigrams(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Each bigram as one number, from the lower 16 bits of both letters; collisions are rare."""
    return (codes[:-1] << np.uint32(16)) | (codes[1:] & np.uint32(0xFFFF))


def titles_of(entry: Entry) -> tuple[str, ...]:
    """The title and all aliases, each once."""
    return tuple(dict.fromkeys((entry.title, *(alias.title for alias in entry.aliases))))


def best_entries(
    found: Iterable[tuple[int, float]], title: str, limit: int, entry_at: Callable[[int], Entry]
) -> tuple[Candidate, ...]:
    """The entries with the best titles, each once.

    ``found`` are places and likeness, best first, ``entry_at`` gives the entry of a place. An entry may be
    found by several titles, so there should be more of them than ``limit``.
    """
    best: dict[str, Candidate] = {}
    for place, likeness in found:
        if len(best) == limit:
            break
        entry = entry_at(place)
        if entry.number not in best:
            name = max(titles_of(entry), key=lambda name: fuzz.ratio(folded(title), folded(name)))
            best[entry.number] = Candidate(entry, name, likeness)
    return tuple(best.values())


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
