"""The speed command: ``python -m tests.speed --help``."""

import argparse
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track

from detector.scanner import Scanner
from tests.accuracy.options import add_corpus, chosen, stock
from tests.speed.corpus import Clip, clips
from tests.speed.cost import peak_mb
from tests.speed.kinds import KINDS
from tests.speed.report import show_processes, show_rows
from tests.speed.rivals import peer
from tests.speed.run import Row, measure
from tests.speed.whole import Command, Processes, command, soak, throughput


def main() -> None:
    """Draw, measure, print."""
    options = _options()
    kinds = chosen(options.kinds, KINDS)
    stderr, stdout = Console(stderr=True), Console(width=170)
    jobs = [(kind, options.seed, number) for number in range(options.clips) for kind in kinds]
    drawn = clips(jobs, stock(options.footage, stderr), options.cache, options.jobs)
    corpus = list(track(drawn, "drawn", len(jobs), console=stderr))
    rows, peer_mb = _rows(corpus, stderr, with_peer=options.peer)
    rows.sort(key=lambda row: (kinds.index(row.kind), row.grade.name))
    show_rows(rows, stdout)
    processes = _processes(corpus, options, peer_mb)
    show_processes(processes, stdout)
    if options.json:
        figures = {"clips": [asdict(row) for row in rows], "processes": asdict(processes)}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


def _rows(corpus: Sequence[Clip], stderr: Console, *, with_peer: bool) -> tuple[list[Row], float | None]:
    """The rows of all clips, and the memory of the naive pipeline."""
    with peer() if with_peer else nullcontext() as rival:
        scanner = Scanner()
        list(measure(corpus[:1], scanner, rival))  # The first clip of a process costs more.
        rows = list(track(measure(corpus, scanner, rival), "measured", len(corpus), console=stderr))
        return rows, rival.peak_mb() if rival else None


def _processes(corpus: Sequence[Clip], options: argparse.Namespace, peer_mb: float | None) -> Processes:
    videos = [clip.video for clip in corpus]
    return Processes(
        here_mb=peak_mb(),
        peer_mb=peer_mb,
        commands=(command("detector --help", "--help"), *_cold(corpus)),
        throughputs=tuple(throughput(videos, workers, options.rounds) for workers in (1, 2)),
        soak=soak(videos, options.soak) if options.soak else None,
    )


def _cold(corpus: Sequence[Clip]) -> list[Command]:
    """A scan of the first clip of each kind that is 720 px wide, whose share of the window differs most."""
    first = {clip.kind: clip for clip in reversed(corpus) if min(clip.spec.size) == 720}
    return [
        command(f"detector scan, one 720p clip: {kind}", "scan", first[kind].video)
        for kind in ("start", "absent")
        if kind in first
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description=__doc__)
    add_corpus(parser, clips=4, cache="speed")
    parser.add_argument("--jobs", type=int, default=2, help="processes that draw")
    parser.add_argument(
        "--without-peer",
        dest="peer",
        action="store_false",
        help="leave out the naive pipeline, which is slow",
    )
    parser.add_argument("--rounds", type=int, default=2, help="times that workers scan the corpus")
    parser.add_argument("--soak", type=int, default=0, help="clips that one worker scans; default: none")
    parser.add_argument("--json", type=Path, help="file for all figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
