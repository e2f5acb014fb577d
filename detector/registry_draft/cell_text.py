"""The text of a cell, line by line, by the engine's recogniser."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.registry_draft.ruled_tables import Cell
from detector.video.frame import Pixels
from detector.vision.data import Corners
from detector.vision.engines.protocol import Engine

_INSET_PX = 2
_LEAST_LINE_PX = 7
_THICKEST_PX = 21
"""Of a stroke."""
_LEAST_CONTRAST, _LIGHT = 35, 60
"""Of strokes with the paper beside them, and of light letters with most of their cell, of 255."""
_TEXT_CONTRAST = 80
"""Of letters with what is round them, of 255."""
_LIKE_ONE = "_ー"
"""What the reader takes 一 for; alone also for other signs."""
_SPECK = 0.25
"""Of a letter's height: what is smaller is none."""
_PAD = 0.15
"""Of a line's height, round the line."""
_GAP_PX = 2
"""Rows without ink within a line."""


class CellText(NamedTuple):
    """What stands in a cell; ``confidence`` is that of its least sure character, 1 for an empty cell."""

    text: str
    confidence: float


def read_cell(page: Pixels, cell: Cell, engine: Engine, letter_px: float) -> CellText:
    """The text of a cell; ``letter_px`` is the usual height of the page's letters, 0 where it is not known.

    The cell's lines are joined: Chinese has no spaces to keep there.
    """
    top, bottom = cell.top + _INSET_PX, cell.bottom - _INSET_PX
    inner = page[top:bottom, cell.left + _INSET_PX : cell.right - _INSET_PX]
    texts, least = [], 1.0
    for line in _lines(inner, letter_px):
        corners: Corners = np.array(
            [[0, 0], [line.shape[1], 0], [line.shape[1], line.shape[0]], [0, line.shape[0]]], np.float32
        )
        reading = engine.recognizer.decode(engine.recognizer.forward(line), 0, corners)
        if reading is None:
            least = 0.0  # there is ink that is no text to the reader
            continue
        texts.append(reading.text)
        least = min(least, *(character[0][1] for character in reading.characters))
    text = "".join(texts).strip()
    may_be_one = any(sign in text for sign in _LIKE_ONE) or (text and not any(map(str.isalnum, text)))
    return CellText(text, 0.0 if may_be_one else least)


def dark_on_light(page: Pixels) -> Pixels:
    """The page, its light and dark exchanged where its letters are lighter than what is round them."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    window = np.ones((_THICKEST_PX, _THICKEST_PX), np.uint8)
    low, high = cv2.erode(grey, window).astype(np.float32), cv2.dilate(grey, window).astype(np.float32)
    is_text = high - low > _TEXT_CONTRAST
    shares = (grey - low)[is_text] / (high - low)[is_text]
    return 255 - page if len(shares) and np.median(shares) < 0.5 else page


def dark_ink(picture: Pixels) -> Pixels:
    """255 where a stroke is darker than the paper round it, whatever shadow lies there; else 0."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((_THICKEST_PX, _THICKEST_PX), np.uint8))
    return np.where(strokes > _LEAST_CONTRAST, 255, 0).astype(np.uint8)


def _lines(inner: Pixels, letter_px: float) -> list[Pixels]:
    """The pictures of the lines in a cell, from the top, none less high than a letter."""
    if min(inner.shape[:2]) < _LEAST_LINE_PX:
        return []
    # Headings may be white on a colour.
    grey = cv2.cvtColor(inner, cv2.COLOR_BGR2GRAY).astype(np.int16)
    off = grey - np.median(grey)
    is_light = np.count_nonzero(off > _LIGHT) > np.count_nonzero(off < -_LIGHT)
    ink = dark_ink(255 - inner if is_light else inner) > 0
    found = []
    for top, bottom in _spans(np.flatnonzero(ink.sum(axis=1) > 1), letter_px):
        high = bottom - top
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        if max(high, int(columns[-1] - columns[0])) < max(_SPECK * letter_px, 2):
            continue
        pad = max(2, round(_PAD * high))
        left, right = max(0, int(columns[0]) - 2 * pad), int(columns[-1]) + 1 + 2 * pad
        pad = max(pad, round((letter_px - high) / 2))  # 一 is no higher than a stroke
        found.append(inner[max(0, top - pad) : bottom + pad, left:right])
    return found


def _spans(rows: NDArray[np.intp], letter_px: float) -> list[tuple[int, int]]:
    """From rows with ink those of each line, ends excluded; 二 is one line, not two."""
    spans: list[tuple[int, int]] = []
    for row in rows.tolist():
        if spans and (row - spans[-1][1] <= _GAP_PX or row + 1 - spans[-1][0] <= letter_px):
            spans[-1] = (spans[-1][0], row + 1)
        else:
            spans.append((row, row + 1))
    return spans
