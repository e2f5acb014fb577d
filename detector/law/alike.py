"""How like a text is to a word that should stand in it."""

from difflib import SequenceMatcher
from functools import lru_cache

from detector.law.fold import fold


def likeness(word: str, text: str) -> float:
    """How like the most similar stretch of ``text`` is to ``word``, 0 to 1; only letters and digits count.

    1 where the word stands in the text. An empty word stands everywhere.
    """
    sought, letters = _letters(word), _letters(text)
    if sought in letters:
        return 1.0
    if not set(sought) & set(letters):
        return 0.0
    matcher = SequenceMatcher(None, b=sought, autojunk=False)
    known, best = set(sought), 0.0
    for start in range(max(1, len(letters) - len(sought) + 1)):
        stretch = letters[start : start + len(sought)]
        shared = sum(letter in known for letter in stretch)
        if 2 * shared / (len(stretch) + len(sought)) > best:  # no more alike than by the letters they share
            matcher.set_seq1(stretch)
            best = max(best, matcher.ratio())
    return best


@lru_cache(maxsize=1024)  # as for fold: the same few texts again and again
def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text).text if letter.isalnum()).casefold()
