"""Trains the fast detector, the small network that finds lines of text, and writes it as ONNX.

``python -m training.fast_detector SAMPLES OUT.onnx`` after ``python -m training.samples SAMPLES``; needs
torch, and uses a GPU where there is one. The weights lie beside the network, ``OUT.pt``, for
``--begin-with``.
"""

import argparse
import sys
import time
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from detector.vision.detection.fast_detector import CELL_PX
from training import figures
from training.crops import Crops
from training.network import FastDetector, WithShares
from training.targets import UNKNOWN, to_learn

_RATE = 4e-3
_TEXT_WEIGHT = 2.0
"""A missed line costs a marker, a false alarm the reading of a line."""
_EDGE_WEIGHT = 1.0


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(prog="python -m training.fast_detector", description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--minutes", type=float, help="end after so long, wherever it is", default=600.0)
    parser.add_argument("--begin-with", type=Path, help="weights to go on from, at a quarter of the rate")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    samples = to_learn(options.samples)
    _say(f"{len(samples)} samples to learn from, on {device}")
    detector = FastDetector().to(device)
    if options.begin_with:
        detector.load_state_dict(torch.load(options.begin_with, map_location=device, weights_only=True))
    _train(detector, Crops(samples, device, options.seed), options)
    detector = detector.eval().cpu()
    torch.save(detector.state_dict(), options.out.with_suffix(".pt"))
    _export(detector, options.out)
    figures.show(options.samples, [options.out])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _train(detector: FastDetector, crops: Crops, options: argparse.Namespace) -> None:
    optimiser = torch.optim.AdamW(detector.parameters(), lr=_RATE, weight_decay=1e-3)
    begin, mean = time.monotonic(), 0.0
    rate = _RATE / 4 if options.begin_with else _RATE
    for step in range(options.steps):
        done = max(step / options.steps, (time.monotonic() - begin) / (60 * options.minutes))
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, 20 * done + 0.02, 1.15 * (1 - done) + 0.001)
        pictures, targets = crops.batch(options.batch)
        loss = _loss(detector(pictures), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 0:
            mean = 0.8 * mean + 0.2 * loss.item() if step else loss.item()
            _say(f"step {step}, {done:.0%}: loss {mean:.4f}, {time.monotonic() - begin:.0f} s")


def _loss(found: Tensor, targets: Tensor) -> Tensor:
    wanted = targets[:, :2]
    weight = (wanted != UNKNOWN).float() * (1 + (_TEXT_WEIGHT - 1) * (wanted > 0).float())
    losses = functional.binary_cross_entropy_with_logits(found[:, :2], wanted.clamp(min=0), reduction="none")
    text = (losses * weight).sum() / weight.sum()
    inside = (wanted.amax(dim=1, keepdim=True) > 0).float()
    edges = targets[:, 2:] / CELL_PX
    height = edges.sum(dim=1, keepdim=True).clamp(min=1.0)
    off = (found[:, 2:] - edges.clamp(min=0)).abs() / height
    return text + _EDGE_WEIGHT * (off * inside).sum() / (2 * inside.sum()).clamp(min=1.0)


def _export(detector: FastDetector, out: Path) -> None:
    example = torch.zeros(1, 1, 480, 480)
    free = {0: "batch", 2: "height", 3: "width"}
    torch.onnx.export(
        WithShares(detector), (example,), str(out), input_names=["picture"], output_names=["field"],
        dynamic_axes={"picture": free, "field": free}, opset_version=17, dynamo=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
