"""The forms of the notice in pinyin: (Douyin) Wang Wei Ju Bei Zi (2024) Di 00123 Hao. No law knows them."""

import re
from collections.abc import Iterator

from detector.marker.normalize import Folded
from detector.records import NearMiss

_SERIES = (
    r"w[aāáǎà]ng-?(?:lu[oòóǒō]-?)?(?:w[eēéěè]i-?)?(?:du[aǎāáà]n-?)?j[uùūúǔ]-?"
    r"(?:b[eèēéě]i|sh[eěēéè]n)-?(?:[aàāáǎ]n-?)?z[iìīíǐ]"
)
HINT = r"w.ng-?(?:lu.-?)?[wdj]|wwj"
"""One of these stands in all of them, and in few other texts."""
_HINT = re.compile(HINT, re.IGNORECASE)
_NUMBER = re.compile(
    rf"(?P<issuer>\([^()]{{1,42}}\))?-?(?:{_SERIES}|(?<![a-z])wwj[bs]z)"
    r"(?P<digits>[^0-9]{0,8}[0-9]{1,20}(?:[^0-9]{0,8}[0-9]{1,20})?(?:-?h[aàāáǎ]o(?![a-z])|号)?)?",
    re.IGNORECASE,
)


def pinyin_numbers(folded: Folded) -> Iterator[tuple[int, NearMiss]]:
    """What is written in pinyin as the forms of the notice are, with an issuer in brackets or with digits."""
    if not _HINT.search(folded.text):
        return
    for match in _NUMBER.finditer(folded.text):
        if match["issuer"] or match["digits"]:
            yield match.start(), NearMiss(folded.between(*match.span()), "wrong-series")
