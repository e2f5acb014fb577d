"""Tables without upright rules on a level page: rows are lines of text, columns what the gaps leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from detector.registry_draft.cell_text import dark_ink
from detector.registry_draft.ruled_tables import Cell, level_rules
from detector.video.frame import Pixels

_LEAST_LETTER_PX = 8
_JOINED = 0.7
"""Of a letter's height: pieces of text that are no further apart are one."""
_GAP = 0.9
"""Of a letter's height: the least gap between columns."""
_LEAST_COLUMNS = 3
_LEAST_ROWS = 3
_CLOSE = 0.75
"""Of the distance between rows: a line that is closer may belong to the row above."""
_PAD_PX = 4
_SPECK = 0.4
"""Of a letter's height: what is smaller is no letter."""
_LEAST_ERASED = 0.1
"""Of the page's side, of a rule."""
_ENDS_PX = 40
"""Of a rule that may be too faint to be seen."""
_LEAST_RULE = 0.4
"""Of the page's width, of a rule between rows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line of text, in px of its page, ends excluded; ``is_high``: more than strokes like 一."""

    left: int
    top: int
    right: int
    bottom: int
    is_high: bool


def text_lines(ink: Pixels) -> list[list[Piece]]:
    """The lines of text of a page's ``letters``, from the top, each in pieces from the left."""
    high = letter_height(ink)
    if not high:
        return []
    joined = cv2.dilate(ink, np.ones((3, max(3, round(_JOINED * high))), np.uint8))
    count, _, places, _ = cv2.connectedComponentsWithStats(joined)
    shrunk = round(_JOINED * high) // 2
    pieces = [
        Piece(x + shrunk, y, x + wide - shrunk, y + its_high, its_high > _SPECK * high)
        for x, y, wide, its_high, _ in places[1:count].tolist()
        if _SPECK * high < max(its_high, wide - 2 * shrunk) and its_high < 3 * high
    ]
    lines: list[list[Piece]] = []
    for piece in sorted((one for one in pieces if one.is_high), key=_middle):
        if lines and _middle(piece) < max(one.bottom for one in lines[-1]) - 0.2 * high:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    # 一 stands in the middle of its line, and tells nothing of where that begins or ends.
    for piece in (one for one in pieces if not one.is_high):
        around = (line for line in lines if _is_level(line, piece))
        line = next(around, None)
        if line is None:
            lines.append([piece])
        else:
            line.append(piece)
    lines.sort(key=lambda line: min(map(_middle, line)))
    return [_joined(sorted(line, key=lambda one: one.left), _GAP * high) for line in lines]


def _middle(piece: Piece) -> float:
    return (piece.top + piece.bottom) / 2


def _is_level(line: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece stands between the top and the bottom of a line."""
    return min(one.top for one in line) < _middle(piece) < max(one.bottom for one in line)


def _joined(line: Sequence[Piece], gap: float) -> list[Piece]:
    """The pieces of a line, those joined that are no columns: a bracket of full width is half a space."""
    found: list[Piece] = []
    for piece in line:
        if found and piece.left < found[-1].right + gap:
            last = found.pop()
            top, bottom = min(last.top, piece.top), max(last.bottom, piece.bottom)
            right = max(last.right, piece.right)
            piece = Piece(last.left, top, right, bottom, last.is_high or piece.is_high)  # noqa: PLW2901
        found.append(piece)
    return found


def find_unruled(page: Pixels, ink: Pixels) -> list[list[Cell]]:
    """The cells of the page's table by the gaps in its ``letters``.

    None where there are no rows of at least three pieces.
    Where a row may have lost a line of a cell to the next one, its cells are not sure; where most have, it is
    no table.
    """
    lines = text_lines(ink)
    most = max((sum(piece.is_high for piece in line) for line in lines), default=0)
    if most < _LEAST_COLUMNS:
        return []
    whole = max(_LEAST_COLUMNS, most - 1)
    bands = _between_rules(page, lines, whole)
    table = [place for place, band in enumerate(bands) if len(band) >= whole]
    high = float(np.median([piece.bottom - piece.top for band in bands for piece in band]))
    columns = _columns([piece for place in table for piece in bands[place] if piece.is_high], _GAP * high)
    if len(table) < _LEAST_ROWS or len(columns) < _LEAST_COLUMNS:
        return []
    tops = [min(piece.top for piece in band) for band in bands]
    pitch = float(np.median(np.diff([tops[place] for place in table])))
    within = range(table[0], table[-1] + 1)
    broken = {place for place in within if place not in table}
    broken |= {  # a line close below the last row may be of it
        place for place, top in enumerate(tops) if 0 < top - tops[table[-1]] < _CLOSE * pitch
    }
    unsure = broken | {near for place in broken for near in (place - 1, place + 1)}
    if 2 * len(unsure) > len(bands):
        return []
    return [
        [
            cell
            for row, band in enumerate(bands)
            for cell in _cells(band, columns, row, is_sure=row not in unsure)
        ]
    ]


def letters(page: Pixels) -> Pixels:
    """The ink of a page, 255, without rules across it: shorter ones may be strokes that stand in a row."""
    ink = dark_ink(page)
    for mask, long, wide in zip(
        level_rules(page), page.shape[1::-1], ((_ENDS_PX, 3), (3, _ENDS_PX)), strict=True
    ):
        count, _, places, _ = cv2.connectedComponentsWithStats(mask)
        for x, y, its_wide, its_high, _ in places[1:count].tolist():
            if max(its_wide, its_high) > _LEAST_ERASED * long:
                left, top = max(0, x - wide[0]), max(0, y - wide[1])
                ink[top : y + its_high + wide[1], left : x + its_wide + wide[0]] = 0
    return ink


def letter_height(ink: Pixels) -> float:
    """The usual height of a letter among a level page's ``letters``, in px; 0 without any."""
    count, _, places, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    heights = places[1:count, 3]
    heights = heights[heights >= _LEAST_LETTER_PX]
    return float(np.median(heights)) if len(heights) else 0.0


def _between_rules(page: Pixels, lines: list[list[Piece]], whole: int) -> list[list[Piece]]:
    """The lines of text, those of one row joined where rules across the page show the rows."""
    across, _ = level_rules(page)
    count, _, places, _ = cv2.connectedComponentsWithStats(across)
    rules = sorted(
        y + high / 2 for _, y, wide, high, _ in places[1:count].tolist() if wide > _LEAST_RULE * page.shape[1]
    )
    bands: list[list[Piece]] = []
    last = -1
    for line in lines:
        between = int(np.searchsorted(rules, (line[0].top + line[0].bottom) / 2))
        if bands and between == last and 0 < between < len(rules):
            if len(bands[-1]) >= whole and len(line) >= whole:
                return lines  # several rows stand between two rules
            bands[-1] = sorted([*bands[-1], *line], key=lambda one: one.left)
        else:
            bands.append(line)
        last = between
    return bands


def _columns(pieces: Sequence[Piece], gap: float) -> list[tuple[int, int]]:
    """What the pieces cover from the left to the right, parted by gaps that go through all rows."""
    covered = sorted((piece.left, piece.right) for piece in pieces)
    columns: list[list[int]] = []
    for left, right in covered:
        if columns and left < columns[-1][1] + gap:
            columns[-1][1] = max(columns[-1][1], right)
        else:
            columns.append([left, right])
    return [(left, right) for left, right in columns]


def _cells(
    band: Sequence[Piece], columns: Sequence[tuple[int, int]], row: int, *, is_sure: bool
) -> list[Cell]:
    borders = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    groups: dict[tuple[int, int], list[Piece]] = {}
    for piece in band:
        first, last = np.searchsorted(borders, (piece.left, piece.right)).tolist()
        groups.setdefault((first, last), []).append(piece)
    return [
        cell_of(pieces, row, range(first, last + 1), is_sure=is_sure)
        for (first, last), pieces in groups.items()
    ]


def cell_of(pieces: Sequence[Piece], row: int, columns: range, *, is_sure: bool = True) -> Cell:
    """A cell of one row that holds some pieces, with a little room round them."""
    return Cell(
        max(0, min(piece.left for piece in pieces) - _PAD_PX),
        max(0, min(piece.top for piece in pieces) - _PAD_PX),
        max(piece.right for piece in pieces) + _PAD_PX,
        max(piece.bottom for piece in pieces) + _PAD_PX,
        rows=range(row, row + 1),
        columns=columns,
        is_sure=is_sure,
    )
