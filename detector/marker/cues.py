"""What a marker is made of, as far as ``vision`` may know: cues for where a closer look pays.

The grammar itself is the law's; nothing here decides what is a marker. The counts are as low as a text allows
of which one character, or one English word, is misread.
"""

import re

from detector.marker.normalize import fold_character, fold_text

_CHARACTERS = frozenset("网微剧审备字第号")
_WORDS = ("net", "micro", "drama", "review", "record", "no.")
_LEAST_CUES = 2
_LIKELY_CUES = 3
_SERIES_CUES = 4
"""Of the five of 网微剧备字; 公网安备 has two of them and a 号."""
_COMPLETE_CUES, _COMPLETE_ENGLISH_CUES = 6, 4
"""Of the seven characters of every marker, 网微剧备字第号; of the five words net micro drama record no."""

_NEIGHBOURS = re.compile(
    r"网微|微剧|剧[审备]|[审备]字|字\(|\)网|\)第|第\d|\d号|网.?剧|微.?[审备]|drama|re[vc]\w{2,3}\W|no\.?\W?\d"
)
_ENGLISH_END = re.compile(r"no[.:,]?\d{3,}$")
_LATIN_ENDS = re.compile(r"^[A-Za-z0-9 ]*[A-Za-z] ?(?=\()|(?<=字) ?[A-Za-z][A-Za-z0-9 ]*$")
"""Latin letters at the ends of a Chinese row: in a marker they stand in an issuer's name alone."""
_SERIES = ("网", "微", "剧", "net", "micro", "drama")
_TAIL = re.compile(r"(\(?[\do]{2,4}\)?)?(第|no\.\(?[\do])")


def count_cues(text: str) -> int:
    """How many of the marker's own characters, or words of its English rendering, a text holds."""
    folded = fold_text(text)
    latin = folded.casefold()
    return sum(letter in _CHARACTERS for letter in folded) + sum(word in latin for word in _WORDS)


def may_be_marker(text: str) -> bool:
    """Whether a text may be a marker or the better part of one: some of its characters, two of them together.

    剧 and 号 alone are words of everyday: a platform's 短剧号 is none.
    """
    return count_cues(text) >= _LEAST_CUES and _NEIGHBOURS.search(fold_text(text).casefold()) is not None


def is_likely_marker(text: str) -> bool:
    """Whether a text may be a marker, and has more of one than a sentence may have by chance."""
    folded = fold_text(text)
    own = sum(letter in _CHARACTERS or letter.isascii() for letter in folded)
    return may_be_marker(text) and (count_cues(text) >= _LIKELY_CUES or 2 * own > len(folded))


def has_series_or_tail(text: str) -> bool:
    """Whether a text has the series of a marker, or begins as the rear of a broken one does.

    Other numbers of authorities have 字第 and 号 too, and stand in rows of many.
    """
    folded = fold_text(text).casefold()
    has_series = count_cues(text) >= _SERIES_CUES and any(word in folded for word in _SERIES)
    return has_series or _TAIL.match(folded) is not None


def looks_complete(text: str) -> bool:
    """Whether a text has an opening bracket before the series, lacks hardly a word, and ends as a marker."""
    folded = fold_text(text).casefold()
    if _ENGLISH_END.search(folded):
        return "(" in folded.partition("net")[0] and count_cues(text) >= _COMPLETE_ENGLISH_CUES
    return "(" in folded.partition("网")[0] and folded.endswith("号") and count_cues(text) >= _COMPLETE_CUES


def may_be_fragment(text: str) -> bool:
    """Whether a row of a broken marker may look like this: one of its cues, or a bracket."""
    return count_cues(text) > 0 or not {"(", ")"}.isdisjoint(fold_text(text))


def latin_ends_cut(folded: str) -> slice:
    """What is left of a row that may be a Chinese marker without the Latin letters that scenery is read as.

    ``folded`` has one letter for each character of the row.
    """
    if not (may_be_marker(folded) and _CHARACTERS.intersection(folded)):
        return slice(0, len(folded))
    cuts = [match.span() for match in _LATIN_ENDS.finditer(folded)]
    begin = next((end for start, end in cuts if start == 0), 0)
    return slice(begin, next((start for start, _ in cuts if start), len(folded)))


def bracket_may_stand_between(before: str, after: str) -> bool:
    """Whether what is lost between two letters of a marker may be one of its brackets, which are thin."""
    return fold_character(before) == "字" or fold_character(after) in ("网", "第")
