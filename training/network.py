"""The fast detector's network."""

import torch
from torch import Tensor, nn
from torch.nn import functional

_WIDTH = 48


class _Context(nn.Module):
    """Looks along a line, which is wide and low or narrow and high, and adds what it saw."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.level = nn.Conv2d(
            _WIDTH, _WIDTH, (3, 7), padding=(dilation, 3 * dilation), dilation=dilation, groups=_WIDTH
        )
        self.upright = nn.Conv2d(
            _WIDTH, _WIDTH, (7, 3), padding=(3 * dilation, dilation), dilation=dilation, groups=_WIDTH
        )
        self.mix = nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False)
        self.norm = nn.BatchNorm2d(_WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """The field with what stands around each cell."""
        mixed: Tensor = x + functional.relu(self.norm(self.mix(self.level(x) + self.upright(x))))
        return mixed


class FastDetector(nn.Module):
    """Batch x 1 x height x width, grey -1 to 1, to batch x 4 x height / 8 x width / 8.

    Channels 0 and 1: logits of a row and of a column; 2 and 3: distances from the line's edges in cells.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_shrink(1, 12, 5),
            *_shrink(12, 24, 3),
            _Fine(24),
            *_shrink(24, _WIDTH, 3),
            _Context(1),
            _Context(2),
            nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, bias=False),
            nn.BatchNorm2d(_WIDTH),
            nn.ReLU(),
            _Context(1),
            _Context(4),
            _Context(1),
            nn.Conv2d(_WIDTH, 4, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """The logits and distances of pictures."""
        field: Tensor = self.layers(x)
        return torch.cat([field[:, :2], functional.softplus(field[:, 2:])], dim=1)


class WithShares(nn.Module):
    """The same with shares of 0 to 1 for the logits: what the program runs."""

    def __init__(self, detector: FastDetector) -> None:
        super().__init__()
        self.detector = detector

    def forward(self, picture: Tensor) -> Tensor:
        """The field of pictures."""
        field: Tensor = self.detector(picture)
        return torch.cat([field[:, :2].sigmoid(), field[:, 2:]], dim=1)


class _Fine(nn.Module):
    """Looks once more at what is still fine: where exactly an edge is."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.mix = nn.Conv2d(width, width, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        """The field with what stands next to each place."""
        mixed: Tensor = x + functional.relu(self.norm(self.mix(self.around(x))))
        return mixed


def _shrink(before: int, after: int, kernel: int) -> tuple[nn.Module, ...]:
    halved = nn.Conv2d(before, after, kernel, stride=2, padding=kernel // 2, bias=False)
    return halved, nn.BatchNorm2d(after), nn.ReLU()
