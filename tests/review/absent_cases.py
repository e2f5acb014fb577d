"""A case without a number, of a real clip, with the pictures that a scan keeps of what was seen."""

from dataclasses import replace
from datetime import date
from functools import cache

from detector.records import Coverage, Episode, Quad, ScanResult, UnreadRegion
from detector.scanner import Scanner
from tests.review.browser import DeskRunning
from tests.review.staged_cases import made
from tests.service.running import SAMPLES

TITLE: Quad = ((150, 330), (570, 330), (570, 470), (150, 470))
LINE: Quad = ((230, 1000), (490, 1000), (490, 1070), (230, 1070))
COVERAGE = Coverage(
    stated_ms=4_000,
    decoded_ms=4_000,
    sound_frames=20,
    legible_px=10,
    unread_regions=(
        UnreadRegion(TITLE, 600, 3_800, "unsure"),
        UnreadRegion(LINE, 2_200, 3_400, "illegible"),
    ),
)


@cache
def _scanned() -> ScanResult:
    return Scanner().scan(Episode("absent", str(SAMPLES / "absent.mp4")), date(2026, 11, 1))


def absent_case(desk: DeskRunning, *, with_pictures: bool = True) -> str:
    """A case whose opening has this coverage; its pictures are in the service's folder. Its id."""
    found = _scanned()
    result = replace(found, opening=replace(found.opening, coverage=COVERAGE))
    if with_pictures:
        result = Scanner().with_evidence(result, desk.folder / "evidence")
    return made(desk.store, result, series="absent")
