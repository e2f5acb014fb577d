"""Boxes to whole lines: the detector breaks a line at brackets, spaces and thin digits; here it is mended.

Boxes that follow each other along one axis, of one thickness and with little room between them, become one
box before anything is read, so that the recogniser sees the line as the eye does.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detector.settings.vision import DetectorSettings
from detector.vision.data import TextBox
from detector.vision.geometry import COLUMN_RATIO, enclosing, height, is_column, width

# Chosen, not measured.
_SAME_THICKNESS = 1.7
"""How many times thicker one piece of a line may be than another."""
_OFF_AXIS = 0.4
"""How far a box's centre may lie beside the line's axis, in thicknesses."""

_Links = NDArray[np.bool_]


def merge_boxes(boxes: Sequence[TextBox], settings: DetectorSettings) -> tuple[TextBox, ...]:
    """The same text in as few boxes as the lines it stands in: rows, then columns."""
    # A single glyph of a column is as wide as high; it may also be a short row: a column must prove itself.
    parts = [box for box in boxes if COLUMN_RATIO * height(box.corners) > width(box.corners)]
    groups = _groups(_links(parts, settings.column_gap, downwards=True))
    members = [[parts[i] for i in group] for group in groups]
    columns = [group for group in members if any(is_column(box.corners) for box in group)]
    taken = {id(box) for group in columns for box in group}
    rest = [box for box in boxes if id(box) not in taken]
    rows = [[rest[i] for i in row] for row in _groups(_links(rest, settings.row_gap, downwards=False))]
    return tuple(
        TextBox(enclosing([box.corners for box in line]), min(box.confidence for box in line))
        if len(line) > 1
        else line[0]
        for line in (*rows, *columns)
    )


def _links(boxes: Sequence[TextBox], max_gap: float, *, downwards: bool) -> _Links:
    """Which box carries on which: ``links[i, j]`` where j is the next piece after i on one line."""
    if not boxes:
        return np.zeros((0, 0), np.bool_)
    corners = np.stack([box.corners for box in boxes])
    thick = np.array([width(c) if downwards else height(c) for c in corners])
    edges = [(c[3 if downwards else 1] - c[0]).astype(np.float64) for c in corners]
    along = np.stack([edge / max(1e-6, float(np.linalg.norm(edge))) for edge in edges])
    # The longer of two boxes knows better how the line leans.
    lengths = np.array([height(c) if downwards else width(c) for c in corners])
    lean = np.where((lengths[:, None] >= lengths[None, :])[..., None], along[:, None], along[None, :])
    centres = corners.mean(axis=1)
    between = centres[None, :] - centres[:, None]
    forward = (between * lean).sum(axis=2)
    across = np.abs(lean[..., 0] * between[..., 1] - lean[..., 1] * between[..., 0])
    room = forward - (lengths[:, None] + lengths[None, :]) / 2
    thinner, thicker = np.minimum.outer(thick, thick), np.maximum.outer(thick, thick)
    links: _Links = (
        (forward > 0)
        & (across <= _OFF_AXIS * thinner)
        & (room <= max_gap * thinner)
        & (thicker <= _SAME_THICKNESS * thinner)
    )
    return links


def _groups(links: _Links) -> list[list[int]]:
    """Connected components, each in rising order of its members."""
    either = links | links.T
    left = set(range(len(links)))
    groups = []
    while left:
        group, frontier = set[int](), {min(left)}
        while frontier:
            group |= frontier
            frontier = {int(j) for i in frontier for j in np.flatnonzero(either[i])} - group
        left -= group
        groups.append(sorted(group))
    return groups
