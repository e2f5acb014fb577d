"""Trains the scout, the small network that says where on a picture text may stand, and writes it as ONNX.

``python -m training.scout SAMPLES OUT.onnx`` after ``python -m training.samples SAMPLES``; needs torch.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

TEXT, UNKNOWN = 255, 128
CELL_PX = 8
_CROP_CELLS = 48
_BATCH = 16
_WIDTH = 32
_TEXT_WEIGHT = 3.0
"""A missed text costs a marker, a false alarm a few milliseconds."""
_HELD_OUT = 8
"""One seed of so many is for the figures alone."""
_Sample = tuple[NDArray[np.uint8], NDArray[np.uint8]]


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


def main() -> None:
    """Train, print the figures, export."""
    parser = argparse.ArgumentParser(prog="python -m training.scout", description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    train, held_out = _split(options.samples)
    _say(f"{len(train)} samples to learn from, {len(held_out)} held out")
    scout = Scout()
    _train(scout, train, options.epochs)
    scout.eval()
    _show_figures(scout, held_out)
    _export(scout, options.out)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _split(folder: Path) -> tuple[list[_Sample], list[_Sample]]:
    train: list[_Sample] = []
    held_out: list[_Sample] = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as arrays:
            sample = arrays["picture"], arrays["target"]
        seed = int(path.stem.split("-")[-2])
        (held_out if seed % _HELD_OUT == 0 else train).append(sample)
    return train, held_out


def _train(scout: Scout, samples: list[_Sample], epochs: int) -> None:
    random = np.random.default_rng(1)
    steps = epochs * len(samples) // _BATCH
    optimiser = torch.optim.AdamW(scout.parameters(), lr=4e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps + 1)
    mean = 0.0
    for step, (pictures, targets) in enumerate(_batches(samples, steps, random)):
        logits = scout(pictures)
        weight = (targets != UNKNOWN).float() * (1 + (_TEXT_WEIGHT - 1) * (targets == TEXT))
        loss = functional.binary_cross_entropy_with_logits(logits, (targets == TEXT).float(), weight)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        mean = 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 0:
            _say(f"step {step} of {steps}: loss {mean:.4f}")


def _batches(
    samples: list[_Sample], steps: int, random: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    for _ in range(steps):
        chosen = [_crop(samples[i], random) for i in random.integers(0, len(samples), _BATCH)]
        pictures = torch.from_numpy(np.stack([picture for picture, _ in chosen])[:, None])
        targets = torch.from_numpy(np.stack([target for _, target in chosen])[:, None].astype(np.int64))
        yield pictures, targets


def _crop(sample: _Sample, random: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A part of a picture, now and then mirrored, brighter, fainter, negative or noisy."""
    picture, target = sample
    high, wide = target.shape
    top, left = (int(random.integers(0, max(1, side - _CROP_CELLS + 1))) for side in (high, wide))
    cells = target[top : top + _CROP_CELLS, left : left + _CROP_CELLS]
    part = picture[
        top * CELL_PX : (top + _CROP_CELLS) * CELL_PX, left * CELL_PX : (left + _CROP_CELLS) * CELL_PX
    ].astype(np.float32)
    part = (part - 127.5) * random.uniform(0.5, 1.3) + random.uniform(-40, 40)
    part += random.normal(0, random.uniform(0, 4), part.shape)
    part = np.clip(part * random.choice((1.0, 1.0, -1.0)), -127.5, 127.5) / 127.5
    for axis in (0, 1):
        if random.random() < 0.5:
            part, cells = np.flip(part, axis), np.flip(cells, axis)
    return np.ascontiguousarray(part, np.float32), np.ascontiguousarray(cells)


def _prepared(picture: NDArray[np.uint8]) -> Tensor:
    """A whole picture as the network takes it."""
    return torch.from_numpy(picture.astype(np.float32) / np.float32(127.5) - 1)[None, None]


def _show_figures(scout: Scout, samples: list[_Sample]) -> None:
    """For several thresholds, the share of text's and of other cells that lie above it."""
    with torch.no_grad():
        shares = [torch.sigmoid(scout(_prepared(picture)))[0, 0].numpy() for picture, _ in samples]
    for threshold in (0.05, 0.1, 0.2, 0.3, 0.5):
        text = np.concatenate([s[t == TEXT] for s, (_, t) in zip(shares, samples, strict=True)]) > threshold
        other = np.concatenate([s[t == 0] for s, (_, t) in zip(shares, samples, strict=True)]) > threshold
        _say(f"threshold {threshold}: text {text.mean():.4f}, other {other.mean():.4f}")


def _export(scout: Scout, out: Path) -> None:
    with_shares = nn.Sequential(scout, nn.Sigmoid())
    example = torch.zeros(1, 1, 480, 480)
    free = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(
        with_shares, (example,), str(out), input_names=["picture"], output_names=["share"],
        dynamic_axes={"picture": free, "share": free}, opset_version=17, dynamo=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
