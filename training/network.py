"""The scout's network."""

from torch import Tensor, nn
from torch.nn import functional

_WIDTH = 32


class _Context(nn.Module):
    """Looks along a line, which is wide and low, and adds what it saw."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        padding = (dilation, 3 * dilation)
        self.around = nn.Conv2d(_WIDTH, _WIDTH, (3, 7), padding=padding, dilation=dilation, groups=_WIDTH)
        self.mix = nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False)
        self.norm = nn.BatchNorm2d(_WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """The field with what stands around each cell."""
        mixed: Tensor = x + functional.relu(self.norm(self.mix(self.around(x))))
        return mixed


class Scout(nn.Module):
    """Batch x 1 x height x width, grey -1 to 1, to batch x 1 x height / 8 x width / 8, logits of text."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_shrink(1, 8, 5),
            *_shrink(8, 16, 3),
            *_shrink(16, _WIDTH, 3),
            _Context(1),
            _Context(2),
            nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1),
            nn.ReLU(),
            _Context(1),
            nn.Conv2d(_WIDTH, 1, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """The logits of pictures."""
        logits: Tensor = self.layers(x)
        return logits


def _shrink(before: int, after: int, kernel: int) -> tuple[nn.Module, ...]:
    halved = nn.Conv2d(before, after, kernel, stride=2, padding=kernel // 2, bias=False)
    return halved, nn.BatchNorm2d(after), nn.ReLU()
