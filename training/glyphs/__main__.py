"""Draws glyphs, trains the glyph reader on them, writes its file.

``python -m training.glyphs OUT --footage FOLDER``; needs torch, and uses a GPU where there is one; two CPU
cores are enough: half an hour. Equal seeds and numbers of mosaics and steps see equal glyphs. What is drawn
is kept in OUT and not drawn again.
"""

import argparse
from pathlib import Path

from training.options import add_drawing


def main() -> None:
    """Draw, train, write."""
    # The processes that draw import this module, and should not wait for torch.
    from training.glyphs.learn import learn  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="python -m training.glyphs", description=__doc__)
    add_drawing(parser, 3_000)
    parser.add_argument("--start", type=Path, help="go on from these weights, a glyph_reader.pth")
    parser.add_argument("--steps", type=int, default=9_000, help="of learning, 256 glyphs each")
    parser.add_argument("--rate", type=float, default=2e-3, help="of learning, at its highest")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    learn(options)


if __name__ == "__main__":
    main()
