"""Draws lines, trains the marker screen on them, writes its file.

``python -m training.screen OUT --footage FOLDER --faces FOLDER``; needs torch; two CPU cores are enough: half
an hour. Equal seeds and numbers of mosaics see equal lines. What is drawn is kept in OUT and not drawn again.
"""

import argparse
import os
from pathlib import Path


def main() -> None:
    """Draw, train, write."""
    # The processes that draw import this module, and should not wait for torch.
    from training.screen.learn import learn  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="python -m training.screen", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--footage", type=Path, help="folder of videos to draw on")
    parser.add_argument(
        "--pack", type=Path, help="folder of training.reader.pack, for a machine without both"
    )
    parser.add_argument("--faces", type=Path, help="folder of free faces (poe fetch-faces)")
    parser.add_argument(
        "--reader",
        type=Path,
        default=Path("models/marker_reader/marker_reader.pth"),
        help="what it sees with",
    )
    parser.add_argument("--mosaics", type=int, default=1_000, help="pictures full of lines to draw")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that draw")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    learn(options)


if __name__ == "__main__":
    main()
