"""The cells of ruled tables on a page, found by their rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.video.frame import Grey, Pixels

_Mask = NDArray[np.uint8]
_LEAST_TABLE = 0.2
"""Of the page's width."""
_LEAST_CELL_PX = 10
_SAME_EDGE_PX = 7
"""Edges of cells that are no further apart are one rule, which has a width and is a little bent."""
_THICKEST_PX, _LEAST_CONTRAST = 9, 20
"""Of a rule: how thick it is, and how much darker than the paper, of 255."""
_RULE_PX = 24
"""A rule is longer than a stroke of a letter: the least length in px, or a 40th of the page."""
_BROKEN_PX = 40
"""A gap in a rule that noise may make."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in px of its page, ends excluded, with the rows and columns of the table that it covers.

    ``is_sure``: whether nothing of it can stand elsewhere.
    """

    left: int
    top: int
    right: int
    bottom: int
    rows: range
    columns: range
    is_sure: bool = True


def find_tables(page: Pixels) -> list[list[Cell]]:
    """The cells of each ruled table on a level page, from the top."""
    across, down = level_rules(page)
    rules = cv2.dilate(across | down, np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False)
    outlines, _ = cv2.findContours(rules, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    places = [cv2.boundingRect(outline) for outline in outlines]
    tables = []
    for left, top, wide, high in sorted(places, key=lambda place: place[1]):
        if wide >= _LEAST_TABLE * page.shape[1] and high >= 2 * _LEAST_CELL_PX:
            cells = _cells(rules[top : top + high, left : left + wide], left, top)
            if len(cells) > 1:
                tables.append(cells)
    return tables


def level_rules(page: Pixels) -> tuple[_Mask, _Mask]:
    """The rules across and down a level page, without the letters."""
    return _rules(thin_ink(page))


def thin_ink(page: Pixels) -> _Mask:
    """What is thin and darker than both sides of it: rules and letters, not shadows and coloured rows."""
    grey: Grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    thin = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((_THICKEST_PX, _THICKEST_PX), np.uint8))
    return np.where(thin > _LEAST_CONTRAST, 255, 0).astype(np.uint8)


def _rules(ink: _Mask) -> tuple[_Mask, _Mask]:
    """The rules across and down, without the letters."""
    long = max(_RULE_PX, max(ink.shape) // 40)
    found = []
    for wide, high in ((1, 0), (0, 1)):
        gap = np.ones((1 + high * _BROKEN_PX, 1 + wide * _BROKEN_PX), np.uint8)
        line = np.ones((1 + high * long, 1 + wide * long), np.uint8)
        # A rule that is turned a little goes up a step now and then; thickened, it stays one.
        thick = cv2.dilate(ink, np.ones((1 + 2 * wide, 1 + 2 * high), np.uint8))
        # Gaps are closed last: letters that stand close would become rules.
        opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, line)
        found.append(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, gap).astype(np.uint8, copy=False))
    return found[0], found[1]


def _cells(rules: _Mask, left: int, top: int) -> list[Cell]:
    count, _, places, _ = cv2.connectedComponentsWithStats(255 - rules, connectivity=4)
    high, wide = rules.shape
    boxes = []
    for x, y, its_wide, its_high, area in places[1:count].tolist():
        is_within = x > 0 and y > 0 and x + its_wide < wide and y + its_high < high
        is_full = area > 0.7 * its_wide * its_high
        if is_within and is_full and min(its_wide, its_high) >= _LEAST_CELL_PX:
            boxes.append((x + left, y + top, x + left + its_wide, y + top + its_high))
    columns, rows = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
    return [
        Cell(*box, rows=_covered(rows, box[1], box[3]), columns=_covered(columns, box[0], box[2]))
        for box in boxes
    ]


def _edges(places: Sequence[int]) -> list[int]:
    """The first of each group of places that are one rule's."""
    ordered = sorted(places)
    starts = [after for before, after in pairwise(ordered) if after - before > _SAME_EDGE_PX]
    return [*ordered[:1], *starts]


def _covered(edges: Sequence[int], begin: int, end: int) -> range:
    first = max(n for n, edge in enumerate(edges) if edge <= begin)
    return range(
        first, max([first + 1, *(n + 1 for n, edge in enumerate(edges) if edge < end - _SAME_EDGE_PX)])
    )
