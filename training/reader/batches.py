"""Batches of lines of like width, changed on the device that trains; each line is used some times."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.changes import Change, Dice
from training.reader.level import HEIGHT_PX, padded
from training.reader.workers import MOST_PX, Line
from training.train import Lesson

_WIDTHS = (128, 192, 256, 320, 384, 448, 512, 576, 640, 736, 864, 1024, MOST_PX)
_MOST_LETTERS = 96
_SMOOTHING = 0.002
_CHANGE = Change(soft=(-1.5, 1), noise=(-3, 4), negative=8)


class Batch(NamedTuple):
    """What lines say: classes, count x 96, and how many of them count."""

    classes: Tensor
    lengths: Tensor


class _Ring:
    """The latest lines of one width, on the device."""

    def __init__(self, room: int, width: int, device: torch.device) -> None:
        self.width = width
        self.credit = 0
        self.filled = 0
        self._next = 0
        self._pictures = torch.zeros((room, HEIGHT_PX, width), dtype=torch.uint8, device=device)
        self._widths = torch.zeros(room, dtype=torch.long, device=device)
        self._classes = torch.zeros((room, _MOST_LETTERS), dtype=torch.long, device=device)
        self._lengths = torch.zeros(room, dtype=torch.long, device=device)
        self._waiting: list[Line] = []

    def add(self, line: Line, uses: int) -> None:
        """Take a line in; the oldest one makes room."""
        self._waiting.append(line)
        self.credit += uses

    def settle(self) -> None:
        """Bring what came in to the device."""
        for first in range(0, len(self._waiting), len(self._widths)):
            self._store(self._waiting[first : first + len(self._widths)])
        self._waiting = []

    def _store(self, came: Sequence[Line]) -> None:
        device = self._widths.device
        room = len(self._widths)
        places = torch.arange(self._next, self._next + len(came), device=device) % room
        pictures = np.stack([padded(line.picture, self.width) for line in came])
        self._pictures[places] = torch.from_numpy(pictures).to(device)
        self._widths[places] = torch.tensor([line.picture.shape[1] for line in came], device=device)
        self._classes[places] = torch.from_numpy(_rows(came)).to(device)
        self._lengths[places] = torch.tensor([len(line.classes) for line in came], device=device)
        self._next = (self._next + len(came)) % room
        self.filled = min(room, self.filled + len(came))

    def draw(self, count: int, dice: torch.Generator) -> tuple[Tensor, Tensor, Batch]:
        """Levels, widths and the rest of lines by chance."""
        chosen = torch.randint(0, self.filled, (count,), generator=dice, device=self._widths.device)
        pictures = self._pictures[chosen][:, None]
        return (
            pictures.float(),
            self._widths[chosen],
            Batch(self._classes[chosen], self._lengths[chosen]),
        )


def _rows(lines: Sequence[Line]) -> NDArray[np.int64]:
    rows = np.zeros((len(lines), _MOST_LETTERS), np.int64)
    for row, line in zip(rows, lines, strict=True):
        row[: len(line.classes)] = line.classes
    return rows


class Batches:
    """Batches of some px; equal lines and seeds give equal batches."""

    def __init__(self, lines: Iterator[Line], device: torch.device, batch_px: int, uses: int) -> None:
        self._lines = lines
        self._px = batch_px
        self._uses = uses
        self._dice = Dice(device, 1)
        self._device = device
        self._rings = [_Ring(max(64, 6 * batch_px // width), width, device) for width in _WIDTHS]
        self.taken = 0

    def take(self) -> Lesson:
        """A batch of the width of which most lines wait to be used; waits for lines if there are too few."""
        while True:
            ring = max(self._rings, key=lambda each: each.credit * each.width)
            count = self._px // ring.width
            if ring.credit >= count:
                break
            for _ in range(64):
                self._sort_in(next(self._lines))
        ring.settle()
        ring.credit -= count
        pictures, widths, batch = ring.draw(count, self._dice.generator)
        return Lesson(self._ended(self._dice.changed(pictures, _CHANGE), widths), partial(_loss, batch))

    def _sort_in(self, line: Line) -> None:
        if len(line.classes) <= _MOST_LETTERS:
            ring = next(ring for ring in self._rings if ring.width >= line.picture.shape[1])
            ring.add(line, self._uses)
            self.taken += 1

    def _ended(self, pictures: Tensor, widths: Tensor) -> Tensor:
        """Some of the lines filled up with grey beyond their end instead of with their last column."""
        beyond = torch.arange(pictures.shape[3], device=self._device) >= widths[:, None, None, None]
        grey = self._dice.between(0, 3, len(pictures), 1, 1, 1) < 1
        return torch.where(beyond & grey, 0.0, pictures)


def _loss(batch: Batch, logits: Tensor) -> Tensor:
    """CTC's loss a letter, and a little for each class that is held impossible."""
    shares = functional.log_softmax(logits, dim=2)
    steps = torch.full((len(shares),), shares.shape[1], dtype=torch.long, device=shares.device)
    found = functional.ctc_loss(
        shares.transpose(0, 1), batch.classes, steps, batch.lengths, reduction="none", zero_infinity=True
    )
    per_letter = found / (batch.lengths + 2)
    # What can hardly be read teaches little but guessing.
    weight = 1 / per_letter.detach().clamp(min=1)
    return (weight * per_letter).mean() - _SMOOTHING * shares.mean()
