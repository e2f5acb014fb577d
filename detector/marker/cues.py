"""What a marker is made of, as far as ``vision`` may know: hints for where a closer look pays.

The grammar itself is the law's; nothing here decides what is a marker.
"""

import re

from detector.marker.spelling import folded

_CHARACTERS = frozenset("网微剧审备字第号")
_PROMISING = 3
_WHOLE = 6
"""Of the seven characters that every marker has, 网微剧备字第号, one may be misread."""
_TOGETHER = re.compile(
    r"网微|微剧|剧[审备]|[审备]字|字\(|\)网|\)第|第\d|\d号|网.?剧|微.?[审备]|drama|re[vc]\w{2,3}\W|no\.?\W?\d"
)
_WHOLE_ENGLISH = 4
"""Of the five words, net micro drama record no., one may be misread."""
_ENGLISH_END = re.compile(r"no[.:,]?\d{3,}$")
_SCENERY = re.compile(r"^[A-Za-z0-9 ]*[A-Za-z] ?(?=\()|(?<=字) ?[A-Za-z][A-Za-z0-9 ]*$")
"""Latin letters at the ends of a Chinese row: in a marker they stand in an issuer's name alone."""
_OF_SERIES = 4
"""Of 网微剧备字 one may be misread; 公网安备 has two of them and a 号."""
_SERIES = ("网", "微", "剧", "net", "micro", "drama")
_REAR = re.compile(r"(\(?[\do]{2,4}\)?)?(第|no\.\(?[\do])")
_WORDS = ("net", "micro", "drama", "review", "record", "no.")


def promise(text: str) -> int:
    """How many of the marker's own characters, or words of its English rendering, a text holds."""
    letters = folded(text)
    latin = letters.casefold()
    return sum(letter in _CHARACTERS for letter in letters) + sum(word in latin for word in _WORDS)


def may_be_marker(text: str) -> bool:
    """Whether a text may be a marker or the better part of one: some of its characters, two of them together.

    剧 and 号 alone are words of everyday: a platform's 短剧号 is none.
    """
    letters = folded(text).casefold()
    return promise(text) >= 2 and _TOGETHER.search(letters) is not None


def is_promising(text: str) -> bool:
    """Whether a text may be a marker, and has more of one than a sentence may have by chance."""
    letters = folded(text)
    own = sum(letter in _CHARACTERS or letter.isascii() for letter in letters)
    return may_be_marker(text) and (promise(text) >= _PROMISING or 2 * own > len(letters))


def deserves_two_readers(text: str) -> bool:
    """Whether a text has the series of a marker, or begins as the rear of a broken one does.

    Other numbers of authorities have 字第 and 号 too, and stand in rows of many.
    """
    letters = folded(text).casefold()
    has_series = promise(text) >= _OF_SERIES and any(word in letters for word in _SERIES)
    return has_series or _REAR.match(letters) is not None


def is_whole(text: str) -> bool:
    """Whether a text has an opening bracket before the series, lacks hardly a word, and ends as a marker."""
    letters = folded(text).casefold()
    if _ENGLISH_END.search(letters):
        return "(" in letters.partition("net")[0] and promise(text) >= _WHOLE_ENGLISH
    return "(" in letters.partition("网")[0] and letters.endswith("号") and promise(text) >= _WHOLE


def may_be_part(text: str) -> bool:
    """Whether a row of a broken marker may look like this: a hint of its words, or a bracket."""
    return promise(text) > 0 or not {"(", ")"}.isdisjoint(folded(text))


def chinese_part(letters: str) -> slice:
    """What is left of a row that may be a Chinese marker without the Latin letters that scenery is read as.

    ``letters`` has one for each character, in one spelling.
    """
    if not (may_be_marker(letters) and _CHARACTERS.intersection(letters)):
        return slice(0, len(letters))
    cuts = [match.span() for match in _SCENERY.finditer(letters)]
    begin = next((end for start, end in cuts if start == 0), 0)
    return slice(begin, next((start for start, _ in cuts if start), len(letters)))


def may_lack_bracket(before: str, after: str) -> bool:
    """Whether what is lost between two letters of a marker may be one of its brackets, which are thin."""
    return folded(before) == "字" or folded(after) in ("网", "第")
