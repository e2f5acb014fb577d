"""From options to the glyph reader's file."""

import argparse
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.changes import Change, Dice
from training.glyphs.crops import CLASSES
from training.glyphs.draw import drawn
from training.glyphs.network import Network, export
from training.reader.workers import Sources
from training.train import Lesson, Plan, say, train

_BATCH = 256
_CHANGE = Change(soft=(-1.5, 1), noise=(-3, 4), negative=8, slant=0.25, stretch=(0.94, 1.06), weight=0.6)
_SMOOTHING = 0.002


class _Glyphs:
    """Windows by chance, changed by chance, -1 to 1."""

    def __init__(self, pictures: NDArray[np.uint8], classes: NDArray[np.int16], dice: Dice) -> None:
        self._pictures = torch.from_numpy(pictures)
        self._classes = torch.from_numpy(classes).long()
        self._dice = dice
        self._chosen = torch.Generator().manual_seed(1)
        self.taken = len(pictures)

    def take(self) -> Lesson:
        """The next step's."""
        chosen = torch.randint(0, self.taken, (_BATCH,), generator=self._chosen)
        device = self._dice.device
        pictures = self._pictures[chosen][:, None].to(device).float()
        return Lesson(self._dice.changed(pictures, _CHANGE), partial(_loss, self._classes[chosen].to(device)))


def _loss(classes: Tensor, logits: Tensor) -> Tensor:
    return functional.cross_entropy(logits, classes, label_smoothing=_SMOOTHING)


def learn(options: argparse.Namespace) -> None:
    """Draw what is not drawn yet, train, write ``glyph_reader.onnx``."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)  # The layers are so small that threads wait for each other.
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    sources = Sources(options.footage, options.pack, options.seed, options.faces)
    parts = list(drawn(sources, options.mosaics, options.jobs, options.out / "glyphs"))
    pictures, classes = (np.concatenate(each) for each in zip(*parts, strict=True))
    say(f"{len(pictures)} glyphs, on {device}")
    model = Network().to(device)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    plan = Plan(options.steps, 0.0, options.out, options.rate)
    learnt = train(model, _Glyphs(pictures, classes, Dice(device, options.seed)), plan, device).cpu()
    torch.save(learnt.state_dict(), options.out / "glyph_reader.pth")
    _forget_what_is_common(learnt, classes)
    export(learnt, str(options.out / "glyph_reader.onnx"))


def _forget_what_is_common(model: Network, classes: NDArray[np.int16]) -> None:
    """Take half of what the training knew of how often each glyph comes out of its last layer.

    Digits are common where it learned. Of none, half and all of it, half gave the best odds together with the
    general reader.
    """
    counts = np.bincount(classes, minlength=len(CLASSES)) + 1
    last = model.name[-1]
    with torch.no_grad():
        last.bias -= torch.from_numpy(0.5 * np.log(counts / counts.sum())).float()
