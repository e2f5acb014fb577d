"""Batches of equally large parts of samples, cut and changed on the device that trains: the GPU, if any."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from detector.vision.scout import CELL_PX
from training.targets import Field, Sample

_CROP_CELLS = 48


class Crops:
    """All samples on one device, and dice of their own: equal seeds give equal batches."""

    def __init__(self, samples: Sequence[Sample], device: torch.device, seed: int) -> None:
        self._device = device
        self._dice = torch.Generator(device).manual_seed(seed)
        self._pictures = _Fields([picture for picture, _ in samples], device)
        self._targets = _Fields([target for _, target in samples], device)

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """Pictures, count x 1 x px x px, -1 to 1, and the targets of their cells."""
        chosen = torch.randint(
            0, len(self._targets.sizes), (count,), generator=self._dice, device=self._device
        )
        free = self._targets.sizes[chosen] - _CROP_CELLS + 1
        corner = (self._between(0, 1, count, 2) * free).long()
        pictures = self._pictures.cut(chosen, corner * CELL_PX, _CROP_CELLS * CELL_PX).float()
        targets = self._targets.cut(chosen, corner, _CROP_CELLS)
        return self._flipped(self._changed(pictures), targets)

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
        levels = levels + noise * self._between(0, 4, count, 1, 1, 1)
        sign = torch.where(self._between(0, 3, count, 1, 1, 1) < 1, -1.0, 1.0)
        return (levels * sign).clamp(-127.5, 127.5) / 127.5

    def _flipped(self, pictures: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        for axis in (2, 3):
            turned = self._between(0, 1, len(pictures), 1, 1, 1) < 0.5
            pictures = torch.where(turned, pictures.flip(axis), pictures)
            targets = torch.where(turned, targets.flip(axis), targets)
        return pictures, targets


class _Fields:
    """Fields of different sizes one behind the other, so that parts of many are cut at once."""

    def __init__(self, fields: Sequence[Field], device: torch.device) -> None:
        lengths = [field.size for field in fields]
        self._levels = torch.from_numpy(np.concatenate([field.ravel() for field in fields])).to(device)
        self._begins = torch.tensor(np.cumsum([0, *lengths[:-1]]), device=device)
        self.sizes = torch.tensor([field.shape for field in fields], device=device)

    def cut(self, chosen: Tensor, corner: Tensor, side: int) -> Tensor:
        """Squares, count x 1 x side x side, with their top left corners at (row, column)."""
        along = torch.arange(side, device=chosen.device)
        rows = corner[:, 0, None] + along
        columns = corner[:, 1, None] + along
        firsts = self._begins[chosen, None] + rows * self.sizes[chosen, 1, None]
        return self._levels[firsts[:, :, None] + columns[:, None, :]][:, None]
