"""Trains the scout, the small network that says where on a picture text may stand, and writes it as ONNX.

``python -m training.scout SAMPLES OUT.onnx`` after ``python -m training.samples SAMPLES``; needs torch, and
uses a GPU where there is one.
"""

import argparse
import sys
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from detector.vision import weights
from training import figures
from training.crops import Crops
from training.network import Scout
from training.targets import TEXT, UNKNOWN, to_learn

_BATCH = 64
_RATE = 4e-3
_TEXT_WEIGHT = 3.0
"""A missed text costs a marker, a false alarm a few milliseconds."""


def main() -> None:
    """Train, export, print the figures beside those of the network in use."""
    parser = argparse.ArgumentParser(prog="python -m training.scout", description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.backends.cudnn.deterministic = True
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    samples = to_learn(options.samples)
    _say(f"{len(samples)} samples to learn from, on {device}")
    scout = Scout().to(device)
    _train(scout, Crops(samples, device, options.seed), options.steps)
    _export(scout.eval().cpu(), options.out)
    figures.show(options.samples, [weights.model_for("scout").path(), options.out])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _train(scout: Scout, crops: Crops, steps: int) -> None:
    optimiser = torch.optim.AdamW(scout.parameters(), lr=_RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + 1)
    mean = 0.0
    for step in range(steps):
        pictures, targets = crops.batch(_BATCH)
        loss = _loss(scout(pictures), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            mean = 0.8 * mean + 0.2 * loss.item() if step else loss.item()
            _say(f"step {step} of {steps}: loss {mean:.4f}")


def _loss(logits: Tensor, targets: Tensor) -> Tensor:
    is_text = (targets == TEXT).float()
    weight = (targets != UNKNOWN).float() * (1 + (_TEXT_WEIGHT - 1) * is_text)
    return functional.binary_cross_entropy_with_logits(logits, is_text, weight)


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
