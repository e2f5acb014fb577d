"""The text of a cell, line by line, by the engine's recogniser."""

from typing import NamedTuple

import cv2
import numpy as np

from detector.registry_draft.ruled_tables import Cell
from detector.video.frame import Pixels
from detector.vision.data import Corners
from detector.vision.engines.protocol import Engine

_INSET_PX = 2
_LEAST_LINE_PX = 7
_PAD = 0.15
"""Of a line's height, round the line."""
_GAP_PX = 2
"""Rows without ink within a line."""


class CellText(NamedTuple):
    """What stands in a cell; ``confidence`` is that of its least sure character, 1 for an empty cell."""

    text: str
    confidence: float


def read_cell(page: Pixels, cell: Cell, engine: Engine) -> CellText:
    """The text of a cell. Its lines are joined: Chinese has no spaces to keep there."""
    inner = page[
        cell.top + _INSET_PX : cell.bottom - _INSET_PX, cell.left + _INSET_PX : cell.right - _INSET_PX
    ]
    texts, least = [], 1.0
    for line in _lines(inner):
        corners: Corners = np.array(
            [[0, 0], [line.shape[1], 0], [line.shape[1], line.shape[0]], [0, line.shape[0]]], np.float32
        )
        reading = engine.recognizer.decode(engine.recognizer.forward(line), 0, corners)
        if reading is None:
            least = 0.0  # there is ink that is no text to the reader
            continue
        texts.append(reading.text)
        least = min(least, *(character[0][1] for character in reading.characters))
    return CellText("".join(texts).strip(), least)


def _lines(inner: Pixels) -> list[Pixels]:
    """The pictures of the lines in a cell, from the top."""
    if min(inner.shape[:2]) < _LEAST_LINE_PX:
        return []
    grey = cv2.cvtColor(inner, cv2.COLOR_BGR2GRAY)
    paper = float(np.percentile(grey, 80))
    ink = grey < paper - 60
    rows = np.flatnonzero(ink.sum(axis=1) > 1)
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > _GAP_PX + 1)
    found = []
    for begin, end in zip([0, *(breaks + 1)], [*breaks, len(rows) - 1], strict=True):
        top, bottom = int(rows[begin]), int(rows[end]) + 1
        high = bottom - top
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        if high < _LEAST_LINE_PX and len(columns) < 2 * _LEAST_LINE_PX:
            continue  # a speck
        pad = max(2, round(_PAD * high))
        left, right = max(0, int(columns[0]) - 2 * pad), int(columns[-1]) + 1 + 2 * pad
        found.append(inner[max(0, top - pad) : bottom + pad, left:right])
    return found
