"""Arguments of the commands that draw lines and learn from them."""

import argparse
import os
from pathlib import Path


def add_drawing(parser: argparse.ArgumentParser, mosaics: int) -> None:
    """Where it goes, what is drawn on and with, how much (``mosaics`` by default) and by which seed."""
    parser.add_argument("out", type=Path)
    parser.add_argument("--footage", type=Path, help="folder of videos to draw on")
    parser.add_argument(
        "--pack", type=Path, help="folder of training.reader.pack, for a machine without both"
    )
    parser.add_argument("--faces", type=Path, help="folder of free faces (poe fetch-faces)")
    parser.add_argument("--mosaics", type=int, default=mosaics, help="pictures full of lines to draw")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that draw")
    parser.add_argument("--seed", type=int, default=1)
