"""The edges of a picture at which its table may be cut off."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.registry_draft.ruled_tables import thin_ink
from detector.registry_draft.straightening import segments
from detector.registry_draft.unruled_tables import Piece, letter_height, letters, text_lines
from detector.video.frame import Pixels

EDGES = ("left", "top", "right", "bottom")
_NEAR = 0.006
"""Of the picture's longer side."""
_CLOSE = 0.5
"""Of a letter's height, beside a piece of text: what ends closer to an edge may go on behind it."""
_LEAST_LINES, _LEAST_PIECES = 3, 2
"""Lines that reach an edge: the paper has two, a table more. Pieces of text that do."""
_LONGEST_LETTER = 1.5
"""Of the usual letter's height, which way it may be turned."""
_SAMPLED, _LEAST_INK = 20, 0.7
"""Points of a line, and the share of them that is ink where it is a rule."""
_APART_PX = 10
"""Both sides of a rule are lines."""


def cut_edges(picture: Pixels) -> tuple[str, ...]:
    """The edges that several rules or lines of text of the picture reach, as it was taken."""
    high, wide = picture.shape[:2]
    near = _NEAR * max(high, wide)
    reached: dict[str, list[float]] = {edge: [] for edge in EDGES}
    for x, y, to_x, to_y in _rules(picture).tolist():
        for edge, begin, end, at, to_at in (
            ("left", x, to_x, y, to_y),
            ("top", y, to_y, x, to_x),
            ("right", wide - x, wide - to_x, y, to_y),
            ("bottom", high - y, high - to_y, x, to_x),
        ):
            if (begin <= near) != (end <= near):
                reached[edge].append(at if begin <= near else to_at)
    # Of a page that lies on its side the lines of text are found once it is turned: its left is the top then.
    ink, turned = letters(picture), letters(np.ascontiguousarray(np.rot90(picture, -1)))
    # Letters that stand above each other seem to be one, and no letter is higher than the least.
    letter_px = min(map(letter_height, (ink, turned)))
    bottom, *others = _touched(turned, letter_px)
    touched = map(max, _touched(ink, letter_px), (*others, bottom))
    return tuple(
        edge
        for edge, count in zip(EDGES, touched, strict=True)
        if _distinct(reached[edge]) >= _LEAST_LINES or count >= _LEAST_PIECES
    )


def _rules(picture: Pixels) -> NDArray[np.float64]:
    """The straight lines that are thin and dark: the paper ends in a line too."""
    ends = segments(picture)
    thick = cv2.dilate(thin_ink(picture), np.ones((5, 5), np.uint8))
    shares = np.linspace(0, 1, _SAMPLED)[:, None]
    x, y = ((1 - shares) * ends[:, axis] + shares * ends[:, axis + 2] for axis in (0, 1))
    high, wide = thick.shape
    is_ink = thick[y.astype(int).clip(0, high - 1), x.astype(int).clip(0, wide - 1)] > 0
    rules: NDArray[np.float64] = ends[is_ink.mean(axis=0) > _LEAST_INK]
    return rules


def _touched(ink: Pixels, letter_px: float) -> tuple[int, int, int, int]:
    """How many pieces of text each edge may cut off, in the order of :data:`EDGES`."""
    high, wide = ink.shape
    pieces = [piece for line in text_lines(ink) for piece in line if _may_be_text(piece, ink, letter_px)]
    close = _CLOSE * letter_px
    return (
        sum(piece.left <= close for piece in pieces),
        sum(piece.top <= 1 for piece in pieces),
        sum(piece.right >= wide - 1 - close for piece in pieces),
        sum(piece.bottom >= high - 2 for piece in pieces),
    )


def _may_be_text(piece: Piece, ink: Pixels, letter_px: float) -> bool:
    """Whether a piece is several shapes or one letter: the desk beside the paper is one long shape."""
    if max(piece.right - piece.left, piece.bottom - piece.top) <= _LONGEST_LETTER * letter_px:
        return piece.is_high
    right = max(piece.right, piece.left + 1)
    count, _ = cv2.connectedComponents(ink[piece.top : piece.bottom, piece.left : right])
    return piece.is_high and count > 2  # the paper is one of them


def _distinct(places: Sequence[float]) -> int:
    ordered = sorted(places)
    return len(ordered[:1]) + sum(after - before > _APART_PX for before, after in pairwise(ordered))
