"""The marker reader's network: a row of text, level, to what stands at each of its steps.

One file for both of its uses: the training imports it, and EasyOCR loads it as a recogniser of the user's own
(``Model``, its constructor's names and ``forward(x, text)`` are EasyOCR's), beside ``marker_reader.yaml`` and
``marker_reader.pth``. It needs torch and nothing else.
"""

from torch import Tensor, nn
from torch.nn import functional

STEP_PX = 4
HEIGHT_PX = 32
_ALONG = 11
_DILATIONS = (1, 2, 4, 1)
"""Steps from one to the next of the 11 that are looked at: some 40 before and after in all, 5 heights."""


class Model(nn.Module):
    """Batch x channels x 32 px x width px, -1 to 1, to batch x width / 4 x classes: logits, class 0 blank.

    ``output_channel`` is the width of the layers that see the picture, ``hidden_size`` of those that look
    along the line. All is convolution: a line may have any width.
    """

    def __init__(self, input_channel: int, output_channel: int, hidden_size: int, num_class: int) -> None:
        super().__init__()
        quarter, half = output_channel // 4, output_channel // 2
        self.glyphs = nn.Sequential(
            _Layer(input_channel, quarter // 2, (3, 3), (2, 2)),
            nn.ReLU(),
            _Separable(quarter // 2, quarter),
            _Separable(quarter, half, stride=(2, 2)),
            _Separable(half, half),
            _Separable(half, half),
            _Separable(half, output_channel, stride=(2, 1)),
            _Separable(output_channel, output_channel),
            _Separable(output_channel, output_channel),
            _Layer(output_channel, hidden_size, (HEIGHT_PX // 8, 1)),
            nn.ReLU(),
        )
        self.line = nn.Sequential(*(_Along(hidden_size, dilation) for dilation in _DILATIONS))
        self.drop = nn.Dropout(0.1)
        self.letters = nn.Conv2d(hidden_size, num_class, 1)

    def forward(self, x: Tensor, text: object = None) -> Tensor:  # noqa: ARG002  (EasyOCR passes it)
        """The logits of pictures; ``text`` is not looked at."""
        steps: Tensor = self.letters(self.drop(self.line(self.glyphs(x))))
        return steps.squeeze(2).transpose(1, 2)


class _Layer(nn.Sequential):
    """A convolution, its outputs normalised."""

    def __init__(
        self, before: int, after: int, kernel: tuple[int, int], stride: tuple[int, int] = (1, 1)
    ) -> None:
        # What is as high as the kernel that spans all of the height becomes one row.
        around = (kernel[0] // 2 if kernel[0] % 2 else 0, kernel[1] // 2)
        super().__init__(nn.Conv2d(before, after, kernel, stride, around, bias=False), nn.BatchNorm2d(after))


class _Separable(nn.Module):
    """Each channel's surroundings, then the channels of each place; what came in is added if it can be."""

    def __init__(self, before: int, after: int, stride: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        self.around = nn.Conv2d(before, before, (3, 5), stride, (1, 2), groups=before, bias=False)
        self.norm = nn.BatchNorm2d(before)
        self.mix = _Layer(before, after, (1, 1))
        self.adds = before == after and stride == (1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """The field after this layer."""
        mixed: Tensor = self.mix(functional.relu(self.norm(self.around(x))))
        return functional.relu(x + mixed if self.adds else mixed)


class _Along(nn.Module):
    """Looks along the line and adds what it saw: what a glyph is can depend on the others."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        reach = (0, _ALONG // 2 * dilation)
        self.around = nn.Conv2d(
            width, width, (1, _ALONG), padding=reach, dilation=(1, dilation), groups=width, bias=False
        )
        self.norm = nn.BatchNorm2d(width)
        self.mix = _Layer(width, width, (1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """The line with what stands around each step."""
        mixed: Tensor = self.mix(functional.relu(self.norm(self.around(x))))
        return functional.relu(x + mixed)
