"""The accuracy command: ``python -m tests.accuracy --help``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import track

from detector.settings import Settings
from detector.settings.vision import EngineName, EngineSettings, RecognizerSettings
from tests.accuracy.grade import Grade
from tests.accuracy.kinds import KINDS
from tests.accuracy.options import add_corpus, chosen, stock
from tests.accuracy.report import show
from tests.accuracy.run import measure


def main() -> None:
    """Draw, scan, grade, print."""
    options = _options()
    kinds = chosen(options.kinds, KINDS)
    stderr = Console(stderr=True)
    jobs = [(kind, options.seed, number) for number in range(options.clips) for kind in kinds]
    settings = Settings(
        engine=EngineSettings(name=options.engine),
        recognizer=RecognizerSettings(second_opinion=not options.first_reader_alone),
    )
    rows = measure(jobs, stock(options.footage, stderr), options.cache, options.jobs, settings)
    done = list(track(rows, "clips", len(jobs), console=stderr))
    grades = sorted(done, key=lambda grade: (kinds.index(grade.kind), grade.name))
    show(grades, Console(width=150))
    if options.json:
        options.json.write_text(_json(grades), "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    add_corpus(parser, clips=15, cache="accuracy")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--engine", choices=get_args(EngineName), default="rapidocr", help="what reads")
    parser.add_argument(
        "--first-reader-alone", action="store_true", help="without the second opinion on single glyphs"
    )
    parser.add_argument("--json", type=Path, help="file for the grades of all clips")
    return parser.parse_args()


def _json(grades: list[Grade]) -> str:
    return json.dumps([asdict(grade) for grade in grades], ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
