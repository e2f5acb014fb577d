"""One spelling for the many that a screen and its reader give, with the way back to what was printed.

Full-width letters, digits and signs become ASCII; every opening bracket becomes ``(``, every closing one
``)``, every dash ``-``, the marker's words in traditional script the same in simplified; white space and
invisible characters go. Nothing else is changed: a letter O stays a letter O.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_OPENING = "(（〔[【［「『《〈{｛⟨⟪<＜〖〘〚❨❪❲﹙﹝｢«‹⟦⁅"
_CLOSING = ")）〕]】］」』》〉}｝⟩⟫>＞〗〙〛❩❫❳﹚﹞｣»›⟧⁆"
_DASHES = "-‐‑‒–—―−﹣－"
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"

_FOLDED = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLDED |= dict.fromkeys(map(ord, _OPENING), "(")
_FOLDED |= dict.fromkeys(map(ord, _CLOSING), ")")
_FOLDED |= dict.fromkeys(map(ord, _DASHES), "-")
_FOLDED |= {ord("№"): "No"}
# The marker's own words in traditional script: the same characters, and fonts and readers mix the two.
_FOLDED |= {ord(old): new for old, new in zip("網劇審備號", "网剧审备号", strict=True)}


_ODD = re.compile(rf"[\s{_INVISIBLE}№]")
"""What does not fold to one letter in its place. A text without it, and most are, folds in one stroke."""


MAY_CLOSE = re.escape(_CLOSING)
"""Every closing bracket, as a class of a pattern over text that is not folded."""


class Gap(IntEnum):
    """What stood before a folded character in the printed text."""

    NONE = 0
    SPACE = 1
    LINE = 2


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. ``origins`` has the printed offset and ``gaps`` the gap before each character."""

    printed: str
    text: str
    origins: Sequence[int]
    gaps: tuple[Gap, ...]

    def between(self, start: int, end: int) -> str:
        """What was printed where ``text[start:end]`` stands; ``start < end``."""
        return self.printed[self.origins[start] : self.origins[end - 1] + 1]


# Rules fold the same few texts again and again; pure and bounded, so the cache cannot be seen.
@lru_cache(maxsize=1024)
def fold(printed: str) -> Folded:
    """Fold any text, in linear time. Idempotent on its own result."""
    if printed and not _ODD.search(printed):
        gaps = (Gap.LINE, *(Gap.NONE,) * (len(printed) - 1))
        return Folded(printed, printed.translate(_FOLDED), range(len(printed)), gaps)
    return _fold_by_letter(printed)


def _fold_by_letter(printed: str) -> Folded:
    letters: list[str] = []
    origins: list[int] = []
    gaps: list[Gap] = []
    gap = Gap.LINE
    for offset, character in enumerate(printed):
        if character.isspace():
            gap = max(gap, Gap.LINE if character in "\n\r\v\f\x85\u2028\u2029" else Gap.SPACE)
        elif character not in _INVISIBLE:
            for letter in _FOLDED.get(ord(character), character):
                letters.append(letter)
                origins.append(offset)
                gaps.append(gap)
                gap = Gap.NONE
    return Folded(printed, "".join(letters), tuple(origins), tuple(gaps))
