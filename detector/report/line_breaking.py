"""Where lines may end: after a space, and in Chinese almost anywhere."""

import re

from rich.cells import cell_len

_TOKEN = re.compile(
    r"（[^（）\s]{1,12}）[^（）\s]{3,6}（[0-9]{4}）第[^\s号]{1,12}号"  # a licence number stays whole
    r"|[！-～、。〈-】“”‘’…—]"  # punctuation, which stays with its neighbour below
    r"|\s+|[\u2e80-\u9fff\uf900-\ufaff]|[^\s！-～、。〈-】“”‘’…—\u2e80-\u9fff\uf900-\ufaff]+"
)
_BEGINS_NO_LINE = frozenset("，。；：、！？）】》〉」』”’…")
_ENDS_NO_LINE = frozenset("（【《〈「『“‘")


def breaks(text: str, width: int) -> list[int]:
    """The offsets in ``text`` at which a new line begins, so that none is wider than ``width`` cells.

    Words and licence numbers stay whole where they fit on a line; no line begins with a closing sign or
    ends with an opening one.
    """
    found: list[int] = []
    start = offset = 0
    for piece in _pieces(text):
        end = offset + len(piece)
        if cell_len(text[start:end].rstrip()) > width:
            if offset > start and cell_len(piece.strip()) <= width:
                start = offset
                found.append(start)
            else:
                while cell_len(text[start:end].rstrip()) > width:
                    # The longest stretch that fits, of one letter at least.
                    cut = start + 1
                    while cell_len(text[start : cut + 1]) <= width:
                        cut += 1
                    start = cut
                    found.append(start)
        offset = end
    return found


def _pieces(text: str) -> list[str]:
    """What may not be broken: words, numbers, letters with the punctuation that stays with them."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        stays = bool(pieces) and (
            token[0] in _BEGINS_NO_LINE or token.isspace() or pieces[-1][-1] in _ENDS_NO_LINE
        )
        if stays:
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces
