"""From options to the marker screen's file."""

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.reader.export import opened
from training.reader.level import blob
from training.reader.workers import Sources
from training.screen.draw import Lines, drawn
from training.screen.network import Judge, Seen, export
from training.train import say

_BATCH = 128
_RATE, _DECAY = 2e-3, 0.05
_NOISE = 0.1
_WEIGHTS = (2.0, 1.0, 1.0)
"""A marker that is lost is worse than a subtitle that is read."""


def learn(options: argparse.Namespace) -> None:
    """Draw what is not drawn yet, see it, train, write ``marker_screen.onnx``."""
    torch.set_num_threads(1)
    seen = Seen(opened(options.reader))
    sources = Sources(options.footage, options.pack, options.seed, options.faces)
    parts = list(drawn(sources, options.mosaics, options.jobs, options.out / "lines"))
    values = torch.cat([_values(seen, lines) for lines in parts])
    answers = np.concatenate([lines.answers for lines in parts])
    say(f"{len(answers)} lines")
    judge = trained(values, answers, options.epochs, options.seed)
    export(seen, judge, str(options.out / "marker_screen.onnx"))


def trained(values: Tensor, answers: NDArray[np.int8], epochs: int, seed: int) -> Judge:
    """The judge that learned from lines, ``values`` lines x values, and what is to be said of each."""
    torch.manual_seed(seed)
    judge = Judge(values.mean(dim=0), values.std(dim=0) + 1e-3)
    wanted = torch.from_numpy(answers.astype(np.int64))
    optimiser = torch.optim.AdamW(judge.parameters(), _RATE, weight_decay=_DECAY)
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (1 - epoch / epochs)
        for chosen in torch.randperm(len(values)).split(_BATCH):
            noise = _NOISE * judge.spread * torch.randn(len(chosen), values.shape[1])
            loss = functional.cross_entropy(
                judge(values[chosen] + noise), wanted[chosen], weight=torch.tensor(_WEIGHTS)
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    judge.eval()
    return judge


def _values(seen: Seen, lines: Lines) -> Tensor:
    with torch.no_grad():
        rows = [seen(torch.from_numpy(blob(picture))) for picture in pictures(lines)]
    return torch.cat(rows) if rows else torch.zeros(0)


def pictures(lines: Lines) -> Iterator[NDArray[np.uint8]]:
    """Each line's picture."""
    ends = np.cumsum(lines.widths)
    begins: Sequence[int] = [0, *ends[:-1].tolist()]
    for begin, end in zip(begins, ends.tolist(), strict=True):
        yield lines.pictures[:, begin:end]
