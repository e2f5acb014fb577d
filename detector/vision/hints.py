"""What a marker is made of, as far as ``vision`` may know: hints for where a closer look pays.

The grammar itself is the law's; nothing here decides what is a marker.
"""

from detector.vision.spelling import folded

_CHARACTERS = frozenset("网微剧审备字第号")
_WHOLE = 6
"""Of the seven characters that every marker has, 网微剧备字第号, one may be misread."""
_WORDS = ("net", "micro", "drama", "review", "record", "no.")


def promise(text: str) -> int:
    """How many of the marker's own characters, or words of its English rendering, a text holds."""
    letters = folded(text)
    latin = letters.casefold()
    return sum(letter in _CHARACTERS for letter in letters) + sum(word in latin for word in _WORDS)


def is_whole(text: str) -> bool:
    """Whether a text begins with the issuer's bracket, ends with 号 and lacks hardly a word between."""
    letters = folded(text)
    return letters.startswith("(") and letters.endswith("号") and promise(text) >= _WHOLE


def may_be_part(text: str) -> bool:
    """Whether a row of a broken marker may look like this: a hint of its words, or a bracket."""
    return promise(text) > 0 or not {"(", ")"}.isdisjoint(folded(text))
