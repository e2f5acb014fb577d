"""The marker screen's network: a level line to what it can be.

It sees lines as the marker reader learned to see them; what is learned anew are two small layers over what
that network saw most of, and on average, along a line.
"""

import torch
from torch import Tensor, nn

from training.reader.marker_reader import HEIGHT_PX, Model
from training.screen.texts import ANSWERS

_HIDDEN = 96


class Seen(nn.Module):
    """What the marker reader sees of lines, batch x 1 x 32 x width, -1 to 1: batch x values.

    The most and the mean of each value along a line, and the most that is thought of each letter.
    """

    def __init__(self, reader: Model) -> None:
        super().__init__()
        self.glyphs, self.line, self.letters = reader.glyphs, reader.line, reader.letters

    def forward(self, x: Tensor) -> Tensor:
        """The values of pictures."""
        along = self.line(self.glyphs(x))
        letters = self.letters(along)
        return torch.cat([along.amax(dim=(2, 3)), along.mean(dim=(2, 3)), letters.amax(dim=(2, 3))], dim=1)


class Judge(nn.Module):
    """Batch x values to batch x 3: logits of the answers.

    ``middle`` and ``spread`` are those of the values.
    """

    def __init__(self, middle: Tensor, spread: Tensor) -> None:
        super().__init__()
        self.register_buffer("middle", middle)
        self.register_buffer("spread", spread)
        self.answer = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(len(middle), _HIDDEN), nn.ReLU(),
            nn.Dropout(0.2), nn.Linear(_HIDDEN, len(ANSWERS)),
        )  # fmt: skip

    def forward(self, values: Tensor) -> Tensor:
        """The logits of lines."""
        logits: Tensor = self.answer((values - self.middle) / self.spread)
        return logits


def export(seen: Seen, judge: Judge, file: str) -> None:
    """Write both as one network: ``line`` batch x 1 x 32 x width, -1 to 1, to ``share`` batch x 3."""
    torch.onnx.export(
        nn.Sequential(seen, judge, nn.Softmax(dim=1)).eval(), (torch.zeros(1, 1, HEIGHT_PX, 640),), file,
        input_names=["line"], output_names=["share"], opset_version=17, dynamo=False,
        dynamic_axes={"line": {0: "batch", 3: "width"}, "share": {0: "batch"}},
    )  # fmt: skip
