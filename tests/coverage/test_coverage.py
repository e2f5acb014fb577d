"""A small part of the referee: ``python -m tests.coverage`` has all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from detector.law.tables.loader import shipped
from detector.scanner import policy_of
from detector.settings import Settings
from tests.accuracy.stock import Stock
from tests.coverage import damaged, odd
from tests.coverage.cases import Case, Expected, Row, grade
from tests.coverage.scans import Scanners
from tests.slow import slow

_STOCK = Stock()
_NUMBER, _OTHER = "（浙）网微剧备字（2024）第00123号", "（浙）网微剧备字（2024）第00128号"


@pytest.fixture(scope="module")
def scanners() -> Iterator[Scanners]:
    with Scanners(1) as started:
        yield started


@pytest.mark.parametrize(
    "kind",
    [
        "vfr-card-mp4",
        "matrix-mirrors",
        "cut-mp4",
        "ts-dropped",
        "covered-lower",
        "still-plain",
        *slow("slides-half-fps", "raw-h264", "matrix-hflip", "side-stream-first", "colon-name"),
        *slow("fragments-lost-start"),
    ],
)
def test_an_odd_file_is_judged_by_what_it_shows(kind: str, scanners: Scanners, tmp_path: Path) -> None:
    case = odd.case((kind, 0, 1), _STOCK, tmp_path)
    graded = grade(case, scanners.scan(case))
    assert graded.fault is None, graded


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("mp4", "truncated-50"),
        ("mp4-none", "truncated-50"),
        ("fmp4-none", "truncated-70"),
        ("ts-none", "truncated-40"),
        ("flv-none", "truncated-70"),
        ("mkv", "flipped-1000-0"),
    ],
)
def test_a_damaged_file_is_not_said_to_lack_what_is_lost(
    name: str, damage: str, scanners: Scanners, tmp_path: Path
) -> None:
    original = next(original for original in damaged.ORIGINALS if original.name == name)
    (file,) = damaged.make([(original, damage)], 0, _STOCK, tmp_path)
    settings = Settings()
    judged = damaged.judge(
        file,
        scanners.scan(file.case),
        window_ms=settings.decode.window_ms,
        least_ms=policy_of(settings, shipped()).min_marker_ms,
    )
    assert judged.graded.fault is None, judged


@pytest.mark.parametrize(
    ("expected", "row", "fault"),
    [
        ("read", Row("pass", (_NUMBER,)), None),
        ("read", Row("undecided", (_NUMBER,)), None),
        ("read", Row("undecided"), "not read"),
        ("read", Row("error"), "error"),
        ("read", Row("fail", (_NUMBER,)), "false fail"),
        ("read", Row("pass", (_NUMBER, _OTHER)), "wrong number"),
        ("seen", Row("undecided"), None),
        ("seen", Row("pass", (_OTHER,)), "wrong number"),
        ("hidden", Row("error"), None),
        ("hidden", Row("pass", (_NUMBER,)), "unfounded pass"),
        ("hidden", Row("hang"), "hang"),
        ("absent", Row("fail"), None),
        ("absent", Row("undecided"), "undecided"),
    ],
)
def test_what_is_a_fault(expected: Expected, row: Row, fault: str | None) -> None:
    number = None if expected == "absent" else _NUMBER
    assert grade(Case("kind", "name", Path(), "file", expected, number), row).fault == fault
