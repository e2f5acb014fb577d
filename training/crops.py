"""Batches of equally large parts of samples, cut and changed on the device that trains: the GPU, if any."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from detector.vision.scout import CELL_PX
from training.targets import UNKNOWN, Sample

_CROP_CELLS = 44


class Crops:
    """All samples on one device, and dice of their own: equal seeds give equal batches."""

    def __init__(self, samples: Sequence[Sample], device: torch.device, seed: int) -> None:
        self._device = device
        self._dice = torch.Generator(device).manual_seed(seed)
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
        chosen = torch.randint(0, len(self._sizes), (count,), generator=self._dice, device=self._device)
        free = self._sizes[chosen] - _CROP_CELLS + 1
        corner = (self._between(0, 1, count, 2) * free).long()
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
        return self._turned(self._changed(pictures.float()), targets.float())

    def _between(self, least: float, most: float, *shape: int) -> Tensor:
        return least + (most - least) * torch.rand(shape, generator=self._dice, device=self._device)

    def _changed(self, pictures: Tensor) -> Tensor:
        """Now and then softer, brighter, fainter, negative or noisy."""
        count = len(pictures)
        soft = functional.avg_pool2d(pictures, 3, 1, 1, count_include_pad=False)
        softness = self._between(-1, 1, count, 1, 1, 1).clamp(min=0)
        levels = torch.lerp(pictures, soft, softness) - 127.5
        levels = levels * self._between(0.5, 1.3, count, 1, 1, 1) + self._between(-40, 40, count, 1, 1, 1)
        noise = torch.randn(levels.shape, generator=self._dice, device=self._device)
        levels = levels + noise * self._between(0, 5, count, 1, 1, 1)
        sign = torch.where(self._between(0, 3, count, 1, 1, 1) < 1, -1.0, 1.0)
        return (levels * sign).clamp(-127.5, 127.5) / 127.5

    def _turned(self, pictures: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Half of them upside down: the edges of a line change places, in rows as in columns."""
        turned = self._between(0, 1, len(pictures), 1, 1, 1) < 0.5
        pictures = torch.where(turned, pictures.flip(2, 3), pictures)
        around = targets.flip(2, 3)[:, [0, 1, 3, 2]]
        return pictures, torch.where(turned, around, targets)
