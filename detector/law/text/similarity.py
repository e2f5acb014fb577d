"""How like a text is to a word that should stand in it."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from detector.marker.normalize import TRADITIONAL, fold

_FOLDS = re.compile(rf"[^\W\u4e00-\u9fffa-z0-9]|[{TRADITIONAL}№]")
"""What folding or small letters may turn into another letter. Most texts have none of these."""


def likeness(word: str, text: str) -> float:
    """How like the most similar stretch of ``text`` is to ``word``, 0 to 1; only letters and digits count.

    1 where the word stands in the text. An empty word stands everywhere.
    """
    sought = letters(word)
    if sought and set(sought).isdisjoint(text) and not _FOLDS.search(text):
        return 0.0
    found = letters(text)
    if sought in found:
        return 1.0
    if not set(sought) & set(found):
        return 0.0
    matcher = SequenceMatcher(None, b=sought, autojunk=False)
    known = set(sought)
    is_shared = [letter in known for letter in found]
    length, best = min(len(sought), len(found)), 0.0
    for start in range(len(found) - length + 1):
        shared = sum(is_shared[start : start + length])
        if 2 * shared / (length + len(sought)) > best:  # no more alike than by the letters they share
            matcher.set_seq1(found[start : start + length])
            best = max(best, matcher.ratio())
    return best


@lru_cache(maxsize=1024)  # as for fold: the same few texts again and again
def letters(text: str) -> str:
    """Letters and digits alone, folded, in small ones."""
    return "".join(letter for letter in fold(text).text if letter.isalnum()).casefold()
