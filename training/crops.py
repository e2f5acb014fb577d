"""Batches of equally large parts of samples, cut and changed on the device that trains: the GPU, if any."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from detector.vision.detection.fast_detector import CELL_PX
from training.changes import Change, Dice
from training.targets import UNKNOWN, Sample

_CROP_CELLS = 44
_CHANGE = Change(soft=(-1, 1), noise=(0, 5), negative=3)


class Crops:
    """All samples on one device, and dice of their own: equal seeds give equal batches."""

    def __init__(self, samples: Sequence[Sample], device: torch.device, seed: int) -> None:
        self._device = device
        self._dice = Dice(device, seed)
        self._sizes = torch.tensor([target.shape[1:] for _, target in samples], device=device)
        high, wide = self._sizes.amax(dim=0).tolist()
        self._pictures = torch.zeros((len(samples), high * CELL_PX, wide * CELL_PX), dtype=torch.uint8)
        self._targets = torch.full((len(samples), 4, high, wide), UNKNOWN, dtype=torch.float16)
        for number, (picture, target) in enumerate(samples):
            rows, columns = target.shape[1:]
            self._pictures[number, : rows * CELL_PX, : columns * CELL_PX] = torch.from_numpy(
                np.ascontiguousarray(picture[: rows * CELL_PX, : columns * CELL_PX])
            )
            self._targets[number, :, :rows, :columns] = torch.from_numpy(target)
        self._pictures, self._targets = self._pictures.to(device), self._targets.to(device)

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """Pictures, count x 1 x px x px, -1 to 1, and their targets, count x 4 x cells x cells."""
        chance = self._dice.generator
        chosen = torch.randint(0, len(self._sizes), (count,), generator=chance, device=self._device)
        free = self._sizes[chosen] - _CROP_CELLS + 1
        corner = (self._dice.between(0, 1, count, 2) * free).long()
        along = torch.arange(_CROP_CELLS * CELL_PX, device=self._device)
        rows, columns = corner[:, :1] * CELL_PX + along, corner[:, 1:] * CELL_PX + along
        pictures = self._pictures[chosen[:, None, None], rows[:, :, None], columns[:, None, :]][:, None]
        cells = torch.arange(_CROP_CELLS, device=self._device)
        rows, columns = corner[:, :1] + cells, corner[:, 1:] + cells
        channels = torch.arange(4, device=self._device)
        targets = self._targets[
            chosen[:, None, None, None],
            channels[None, :, None, None],
            rows[:, None, :, None],
            columns[:, None, None, :],
        ]
        return self._turned(self._dice.changed(pictures.float(), _CHANGE), targets.float())

    def _turned(self, pictures: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Half of them upside down: the edges of a line change places, in rows as in columns."""
        turned = self._dice.between(0, 1, len(pictures), 1, 1, 1) < 0.5
        pictures = torch.where(turned, pictures.flip(2, 3), pictures)
        around = targets.flip(2, 3)[:, [0, 1, 3, 2]]
        return pictures, torch.where(turned, around, targets)
