"""Trains a network on pictures that are taken step by step: of lines, or of glyphs."""

import copy
import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn

_WARM_UP = 0.04
_PLANES = 4
_KEPT = 0.998
"""How much of the mean of the weights stays in each step."""
_SAY_EVERY, _SAVE_EVERY = 100, 1000
_MEASURED = (100, 400)
"""The steps between which the pace is measured, to know how many the time is enough for."""


class Lesson(NamedTuple):
    """Pictures, count x 1 x height x width, -1 to 1, and how far what a network says of them is wrong."""

    pictures: Tensor
    loss: Callable[[Tensor], Tensor]


class Lessons(Protocol):
    """What is learned from, one step after another."""

    taken: int
    """Pictures that were drawn for it so far."""

    def take(self) -> Lesson:
        """The next step's."""


class Plan(NamedTuple):
    """So many ``steps``, or as many as ``minutes`` are enough for; ``out`` is where the weights go."""

    steps: int | None
    minutes: float
    out: Path
    rate: float


def train(model: nn.Module, lessons: Lessons, plan: Plan, device: torch.device) -> nn.Module:
    """A model with the mean of the last weights. The rate rises, then falls to none."""
    began = time.monotonic()
    for weights in model.parameters():
        if weights.dim() == _PLANES:
            weights.data = weights.data.contiguous(memory_format=_layout(device))
    mean = _Mean(model)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=plan.rate, weight_decay=0.01, fused=device.type == "cuda"
    )
    steps, step, progress, loss_mean = plan.steps, 0, 0.0, 0.0
    marks: list[float] = []
    while progress < 1:
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * _rate(progress)
        loss = _step(model, optimiser, lessons.take(), device)
        mean.take_in()
        step += 1
        if step in _MEASURED:
            marks.append(time.monotonic())
        if steps is None and len(marks) == len(_MEASURED):
            steps = _enough(plan, marks, marks[-1] - began)
            say(f"{steps} steps")
        passed = time.monotonic() - began
        in_time = 0.0 if plan.steps else passed / (60 * plan.minutes)
        progress = max(step / steps if steps else 0.0, in_time)
        if step % _SAY_EVERY == 1:
            loss_mean = 0.7 * loss_mean + 0.3 * loss.item() if step > 1 else loss.item()
            say(f"step {step}, {lessons.taken} pictures, {passed:.0f} s: loss {loss_mean:.4f}")
        if step % _SAVE_EVERY == 0:
            torch.save(mean.model.state_dict(), plan.out / "running.pth")
    say(f"{step} steps of {lessons.taken} pictures in {time.monotonic() - began:.0f} s")
    return mean.model.eval()


def say(line: str) -> None:
    """A line of the log."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _layout(device: torch.device) -> torch.memory_format:
    """The order of values in memory that was measured to be the quicker one, on a CPU by far."""
    return torch.contiguous_format if device.type == "cuda" else torch.channels_last


class _Mean:
    """A model whose weights are the mean of another's latest ones."""

    def __init__(self, model: nn.Module) -> None:
        self.model = copy.deepcopy(model)
        self._kept, self._new = (_values(each) for each in (self.model, model))
        self._count = 0

    def take_in(self) -> None:
        """Move towards the other's weights; early on quickly."""
        self._count += 1
        torch._foreach_lerp_(self._kept, self._new, max(1 - _KEPT, 1 / self._count))


def _values(model: nn.Module) -> list[Tensor]:
    values = itertools.chain(model.parameters(), model.buffers())
    return [value.detach() for value in values if value.is_floating_point()]


def _enough(plan: Plan, marks: list[float], passed: float) -> int:
    pace = (_MEASURED[1] - _MEASURED[0]) / (marks[1] - marks[0])
    return _MEASURED[1] + max(1, int(0.97 * pace * (60 * plan.minutes - passed)))


def _rate(progress: float) -> float:
    """The share of the highest rate, 0 to 1."""
    if progress < _WARM_UP:
        return max(0.02, progress / _WARM_UP)
    return float(max(0.002, 1 - (progress - _WARM_UP) / (1 - _WARM_UP)) ** 1.2)


def _step(model: nn.Module, optimiser: torch.optim.Optimizer, lesson: Lesson, device: torch.device) -> Tensor:
    with torch.autocast(device.type, torch.bfloat16):
        logits = model(lesson.pictures.contiguous(memory_format=_layout(device)))
    loss = lesson.loss(logits.float())
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimiser.step()
    return loss.detach()
