"""The one table of characters that readers, networks and eyes, take for one another; views of it have names.

Nothing is repaired by it: it says where a picture is worth a closer look, and what a near miss looks like.
"""

from typing import NamedTuple


class Confusion(NamedTuple):
    """Of ``of`` readings of the character ``printed``, on single frames, ``times`` gave ``read``."""

    printed: str
    read: str
    times: int
    of: int


MEASURED = (
    Confusion("O", "0", 2, 12),
    Confusion("剧", "副", 7, 292),
    Confusion("审", "市", 4, 481),
    Confusion("审", "車", 4, 481),
    Confusion("3", "8", 12, 1495),
    Confusion("备", "各", 12, 2323),
    Confusion("字", "宇", 7, 1668),
    Confusion("9", "8", 3, 785),
    Confusion("审", "申", 3, 928),
    Confusion("微", "敬", 4, 1562),
    Confusion("剧", "国", 6, 3059),
    Confusion("备", "恪", 2, 1190),
    Confusion("0", "O", 6, 7065),
    Confusion("0", "1", 6, 7065),
    Confusion("6", "8", 2, 2727),
    Confusion("微", "徽", 2, 3088),
    Confusion("字", "学", 2, 3215),
    Confusion("字", "子", 2, 3215),
)
"""What the default reader was seen to confuse, before any vote; the most often confused first.

Measured on 2026-11-27 by `poe accuracy`: on 1,020 clips (seeds 401 and 501), on 510 of seed 101 for pairs
that none of these showed, and for 副 on 96 (seed 401, the hardest kinds).
"""

DIGIT_LIKE = {"O": "0", "o": "0", "I": "1", "l": "1", "Z": "2", "S": "5", "B": "8"}
"""Letters, and the digits that they look like. By shape, not by measurement (2026-11-24)."""

BRACKET_LIKE = "1lI|Jk丫人入八工Ⅰⅼ¹₁"
"""What a bracket is read as in a column: ``1lI|J`` where it stands far apart, the Chinese ones where it lies.

Seen by `poe accuracy`: ``1lI|J`` on seed 202 (2026-11-24: 6 of 60 columns were near misses, for a ``]`` that
was read as 1), ``人入八工`` after that, ``k丫`` on seed 601 (2026-11-27). The last four have the shape of I,
l or 1, and counted as these while such numerals were folded.
"""
