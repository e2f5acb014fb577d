"""From options to weights, and from weights to the reader's files."""

import argparse

import torch
from torch import nn

from training.reader.batches import Batches
from training.reader.calibrate import temperature
from training.reader.export import export, network
from training.reader.readers import opened
from training.reader.stock import stock
from training.reader.workers import Sources, lines
from training.train import Plan, say, train


def learn(options: argparse.Namespace) -> None:
    """Train, from the start or from weights that are there, and write ``raw.pth``."""
    torch.manual_seed(options.seed)
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.benchmark_limit = 2  # Trying more costs longer than it gains.
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    drawn = lines(Sources(options.footage, options.pack, options.seed), options.jobs)
    batches = Batches(drawn, device, options.batch_px, options.uses)
    model = network()
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
        _keep_statistics(model)
    model.to(device)
    say(f"{sum(each.numel() for each in model.parameters())} weights, on {device}")
    plan = Plan(options.steps, options.minutes, options.out, options.rate)
    learnt = train(model, batches, plan, device).cpu()
    torch.save(learnt.state_dict(), options.out / "raw.pth")
    drawn.close()


def _keep_statistics(model: nn.Module) -> None:
    """What goes on may do so in small batches, whose means and deviations are not those of all lines."""
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()


def finish(options: argparse.Namespace) -> None:
    """Calibrate the weights and write the files."""
    model = network()
    model.load_state_dict(torch.load(options.weights or options.out / "raw.pth", weights_only=True))
    model.eval()
    held_out = stock(options.footage, options.pack).shared(held_out=True)
    divisor = temperature(opened(export(model, options.out)), held_out, options.seed)
    say(f"temperature {divisor:.3f}")
    with torch.no_grad():
        for values in model.letters.parameters():
            values.div_(divisor)
    export(model, options.out)
