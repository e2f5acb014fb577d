"""Draws lines, trains the marker screen on them, writes its file.

``python -m training.screen OUT --footage FOLDER --faces FOLDER``; needs torch; two CPU cores are enough: half
an hour. Equal seeds and numbers of mosaics see equal lines. What is drawn is kept in OUT and not drawn again.
"""

import argparse
from pathlib import Path

from training.options import add_drawing


def main() -> None:
    """Draw, train, write."""
    # The processes that draw import this module, and should not wait for torch.
    from training.screen.learn import learn  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="python -m training.screen", description=__doc__)
    add_drawing(parser, 1_000)
    parser.add_argument(
        "--reader",
        type=Path,
        default=Path("models/marker_reader/marker_reader.pth"),
        help="what it sees with",
    )
    parser.add_argument("--epochs", type=int, default=12)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    learn(options)


if __name__ == "__main__":
    main()
