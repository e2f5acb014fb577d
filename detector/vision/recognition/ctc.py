"""How likely a reader holds a whole text, over all ways in which its network's steps may spell it.

Connectionist temporal classification (Graves et al., 2006): a step gives a character or a blank, and equal
neighbours are one. The forward algorithm adds up all alignments, for many texts of one picture at once.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
_LEAST = 1e-12
"""Share below which nothing is told apart."""
_IMPOSSIBLE = -1e9
"""Stands for the logarithm of 0."""


def log_likelihoods(steps: Shares, texts: Sequence[Sequence[int]]) -> Shares:
    """The natural logarithms of the likelihoods of texts, each a sequence of classes (columns) of ``steps``.

    ``steps``, steps x classes, holds shares of 0 to 1, the blank's in column 0. An empty text is all blanks.
    """
    logs = np.log(np.maximum(steps, _LEAST))
    size = 2 * max(map(len, texts), default=0) + 1
    states = np.zeros((len(texts), size), np.intp)
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) : 2] = text
    may_skip = np.zeros(states.shape, bool)
    may_skip[:, 2:] = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
    paths = np.full(states.shape, _IMPOSSIBLE)
    paths[:, :2] = logs[0, states[:, :2]]
    for step in logs[1:]:
        stayed, skipped = paths.copy(), np.full(states.shape, _IMPOSSIBLE)
        stayed[:, 1:] = np.logaddexp(stayed[:, 1:], paths[:, :-1])
        skipped[:, 2:] = paths[:, :-2]
        paths = np.where(may_skip, np.logaddexp(stayed, skipped), stayed) + step[states]
    rows = np.arange(len(texts))
    lasts = np.array([2 * len(text) for text in texts], np.intp)
    without_blank = np.where(lasts > 0, paths[rows, lasts - 1], _IMPOSSIBLE)
    return np.asarray(np.logaddexp(paths[rows, lasts], without_blank), np.float64)


def peaks(steps: NDArray[np.float32]) -> list[int]:
    """The surest step of each character that the likeliest classes spell; class 0 is the blank."""
    best = steps.argmax(axis=1)
    begins = np.flatnonzero(np.diff(best, prepend=-1))
    runs = zip(begins, np.append(begins[1:], len(best)), strict=True)
    return [int(b) + int(steps[b:e, best[b]].argmax()) for b, e in runs if best[b]]
