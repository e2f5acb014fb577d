"""How like a text is to a word that should stand in it."""

from difflib import SequenceMatcher

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
    best = 0.0
    for start in range(max(1, len(letters) - len(sought) + 1)):
        matcher.set_seq1(letters[start : start + len(sought)])
        if matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text).text if letter.isalnum()).casefold()
