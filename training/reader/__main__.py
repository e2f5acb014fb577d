"""Draws lines, trains the marker reader on them, calibrates it, writes its files.

``python -m training.reader OUT --footage FOLDER``; needs torch, and uses a GPU where there is one. With
``--steps`` equal seeds see equal lines; ``--minutes`` measures how many steps the time is enough for. A
training can end on one machine and be finished on another: ``--weights OUT/raw.pth`` calibrates and writes.
"""

import argparse
import os
from pathlib import Path


def main() -> None:
    """Train and write."""
    # The processes that draw import this module, and should not wait for torch.
    from training.reader.learn import finish, learn  # noqa: PLC0415

    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.weights:
        learn(options)
    if not options.only_learn:
        finish(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--footage", type=Path, help="folder of videos to draw on")
    parser.add_argument(
        "--pack", type=Path, help="folder of training.reader.pack, for a machine without both"
    )
    parser.add_argument("--weights", type=Path, help="learn nothing, finish these")
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument("--rate", type=float, default=3e-3, help="of learning, at its highest")
    parser.add_argument("--only-learn", action="store_true", help="leave the finishing to another machine")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--minutes", type=float, default=180.0)
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch-px", type=int, default=196_608, help="px of width in a batch")
    parser.add_argument("--uses", type=int, default=3, help="how often each line is used")
    return parser.parse_args()


if __name__ == "__main__":
    main()
