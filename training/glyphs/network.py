"""The network that names a glyph: 32 x 64 px to classes."""

import onnx
import torch
from torch import Tensor, nn

from detector.vision.recognition.glyph_classifier import HIGH_PX, WIDE_PX
from training.glyphs.crops import CLASSES

_WIDTHS = ((24, 2), (48, 2), (64, 1), (96, 2), (128, 1))
"""Channels of each layer, and by how much it makes its picture smaller."""
_HIDDEN = 192


class Network(nn.Module):
    """Batch x 1 x 32 x 64, -1 to 1, to batch x classes: logits."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before, smaller = 1, 1
        for width, stride in _WIDTHS:
            conv = nn.Conv2d(before, width, 3, stride, 1, bias=False)
            layers += [conv, nn.BatchNorm2d(width), nn.ReLU()]
            before, smaller = width, smaller * stride
        self.glyph = nn.Sequential(*layers)
        seen = before * (HIGH_PX // smaller) * (WIDE_PX // smaller)
        self.name = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(seen, _HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, len(CLASSES))
        )

    def forward(self, x: Tensor) -> Tensor:
        """The logits of windows."""
        named: Tensor = self.name(self.glyph(x).flatten(1))
        return named


def export(model: Network, file: str) -> None:
    """Write ONNX: ``glyph``, batch x 1 x 32 x 64, to ``share``, batch x class; classes from 1 are listed."""
    torch.onnx.export(
        nn.Sequential(model, nn.Softmax(dim=1)).eval(), (torch.zeros(1, 1, HIGH_PX, WIDE_PX),), file,
        input_names=["glyph"], output_names=["share"], opset_version=17, dynamo=False,
        dynamic_axes={"glyph": {0: "batch"}, "share": {0: "batch"}},
    )  # fmt: skip
    exported = onnx.load(file)
    onnx.helper.set_model_props(exported, {"character": "\n".join(list(CLASSES)[1:])})
    onnx.save(exported, file)
