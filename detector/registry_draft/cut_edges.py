"""The edges of a picture at which its table may be cut off."""

from collections.abc import Sequence
from itertools import pairwise

from detector.registry_draft.straightening import segments
from detector.registry_draft.unruled_tables import letter_height, text_lines
from detector.video.frame import Pixels

EDGES = ("left", "top", "right", "bottom")
_NEAR = 0.006
"""Of the picture's longer side."""
_CLOSE = 0.5
"""Of a letter's height, beside a piece of text: what ends closer to an edge may go on behind it."""
_LEAST_LINES, _LEAST_PIECES = 3, 2
"""Lines that reach an edge: the paper has two, a table more. Pieces of text that do."""
_APART_PX = 10
"""Both sides of a rule are lines."""


def cut_edges(picture: Pixels) -> tuple[str, ...]:
    """The edges that several rules or lines of text of the picture reach, as it was taken."""
    high, wide = picture.shape[:2]
    near = _NEAR * max(high, wide)
    reached: dict[str, list[float]] = {edge: [] for edge in EDGES}
    for x, y, to_x, to_y in segments(picture).tolist():
        is_level = abs(to_x - x) > abs(to_y - y)
        for at_x, at_y in ((x, y), (to_x, to_y)):
            if is_level and not near < at_x < wide - near:
                reached["left" if at_x <= near else "right"].append(at_y)
            elif not is_level and not near < at_y < high - near:
                reached["top" if at_y <= near else "bottom"].append(at_x)
    pieces = [piece for line in text_lines(picture) for piece in line if piece.is_high]
    close = _CLOSE * letter_height(picture)
    touched = (
        sum(piece.left <= close for piece in pieces),
        sum(piece.top <= 1 for piece in pieces),
        sum(piece.right >= wide - 1 - close for piece in pieces),
        sum(piece.bottom >= high - 2 for piece in pieces),
    )
    return tuple(
        edge
        for edge, count in zip(EDGES, touched, strict=True)
        if _distinct(reached[edge]) >= _LEAST_LINES or count >= _LEAST_PIECES
    )


def _distinct(places: Sequence[float]) -> int:
    ordered = sorted(places)
    return len(ordered[:1]) + sum(after - before > _APART_PX for before, after in pairwise(ordered))
