"""How similar a text is to a word that should stand in it."""

from functools import lru_cache

from rapidfuzz.distance import LCSseq

from detector.marker.normalize import fold


def ratio(one: str, other: str) -> float:
    """The share of the characters of two texts that both have in the same order, 0 to 1; one is not empty."""
    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other))


def similarity(word: str, text: str) -> float:
    """How similar the most similar stretch of ``text`` is to ``word``, 0 to 1; only letters and digits count.

    1 where the word stands in the text. An empty word stands everywhere.
    """
    sought, found = letters_and_digits(word), letters_and_digits(text)
    if sought in found:
        return 1.0
    length = min(len(sought), len(found))
    return max(ratio(sought, found[start : start + length]) for start in range(len(found) - length + 1))


@lru_cache(maxsize=1024)  # as for fold: the same few texts again and again
def letters_and_digits(text: str) -> str:
    """Letters and digits alone, folded, in small ones."""
    return "".join(letter for letter in fold(text).text if letter.isalnum()).casefold()
