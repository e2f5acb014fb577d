"""A clip goes the three ways, and its row says how."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

from detector.scanner import Scanner
from tests.accuracy.spec import Spec, Truth
from tests.speed.corpus import Clip
from tests.speed.report import mixed, show_rows
from tests.speed.run import measure

VIDEO = Path(__file__).parents[2] / "sample_videos" / "corner.mp4"
NUMBER = "（七猫）网微剧备字（2026）第99327号"


def test_a_row_and_its_tables() -> None:
    clip = Clip("start", Spec("corner", Truth((NUMBER,), (NUMBER,)), seconds=6.0), str(VIDEO))
    (row,) = measure([clip], Scanner(), None)
    assert (row.kind, row.grade.mark, row.frames, row.peer) == ("start", "exact", 180, None)
    assert row.counts["decoded"] < row.frames
    assert row.stages.keys() >= {"decode", "colour", "track", "detect", "recognize", "fuse", "digest", "rest"}
    shown = StringIO()
    show_rows([row], Console(file=shown, width=170))
    lines = shown.getvalue().splitlines()
    assert [line.split()[0] for line in lines if line.strip()] == [
        *("detector", "start", "uploads", "counts", "start", "uploads", "CPU", "start", "uploads")
    ]


def test_half_of_the_mixed_corpus_are_dramas_without_a_number() -> None:
    spec = Spec("corner", Truth((NUMBER,), (NUMBER,)), seconds=6.0)
    (row,) = measure([Clip("start", spec, str(VIDEO))], Scanner(), None)
    kinds = ("start", "late", "drama-absent", "stills-absent")
    rows = [replace(row, grade=replace(row.grade, kind=kind)) for kind in kinds]
    assert [each.kind for each in mixed(rows)].count("drama-absent") == 3
    assert len(mixed(rows)) == 6
    assert mixed(rows[:2]) == []
