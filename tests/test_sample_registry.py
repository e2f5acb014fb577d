"""The sample clips, judged with the sample registry: through the whole program."""

import os
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import pytest

import detector
from detector.cli.exit_codes import ExitCodeCounter
from detector.law.tables.loader import shipped
from detector.records import Episode, Marker, ScanResult
from detector.registrar import ListFile, import_list, parse_period
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import Registry, RegistryState
from detector.registry_replies import Absent, Entry
from detector.settings import RegistrySettings, Settings
from detector.wire import result_from_json, result_to_json, result_to_stored
from tests.clips import encode, film, steady
from tests.drawing.backgrounds import gradient
from tests.drawing.text import TOP_RIGHT, Overlay
from tests.registry.entries import silent_registry

FOLDER = Path(__file__).parents[1] / "sample_videos"
DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def registry() -> Registry:
    held = MemoryRegistry()
    complete = (parse_period("抖音:2026-01-01", shipped(), DAY),)
    imported = import_list(
        held, ListFile(FOLDER / "registry.csv", DAY, complete), shipped(), lambda rows, _: rows
    )
    assert imported.findings.ignored == ()
    assert imported.rejected == ()
    return held


class Counting:
    """A registry that counts what it is asked; ``held`` gives the answers."""

    def __init__(self) -> None:
        self.begin(MemoryRegistry())

    def begin(self, held: Registry) -> None:
        """Count anew."""
        self.held = held
        self.snapshots = 0
        self.found: list[str] = []

    def snapshot(self, as_of: date) -> RegistryState | None:
        self.snapshots += 1
        return self.held.snapshot(as_of)

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        self.found.append(marker.number)
        return self.held.find(marker, as_of)


ASKED = Counting()
"""What the one scanner of these tests asks."""


@cache
def scanner() -> detector.Scanner:
    return detector.Scanner(Settings(), cast("Registry", ASKED))


def scanned(registry: Registry, video: str | Path, **facts: object) -> ScanResult:
    """The result of a sample by its name, or of a file; what was asked stands in ``ASKED``."""
    ASKED.begin(registry)
    path = video if isinstance(video, Path) else FOLDER / f"{video}.mp4"
    return scanner().scan(Episode(path.stem, str(path), **facts), DAY)  # type: ignore[arg-type]


def codes(result: ScanResult) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity != "note"]


@pytest.mark.parametrize(
    ("clip", "facts", "outcome", "found"),
    [
        ("corner", {"series": "第九封信", "number": 80, "platform": "七猫"}, "pass", []),
        ("corner", {"series": "第八封信", "number": 81}, "fail", ["NMD306", "NMD311"]),
        ("late", {}, "fail", ["NMD303"]),
        ("half_transparent", {}, "fail", ["NMD301"]),
        ("labelled", {}, "undecided", ["NMD922"]),
        ("two_lines", {}, "pass", []),
        ("absent", {}, "fail", ["NMD101"]),
    ],
)
def test_a_clip_is_judged_with_its_record_by_one_snapshot_and_one_question_a_number(
    registry: Registry, clip: str, facts: dict[str, object], outcome: str, found: list[str]
) -> None:
    result = scanned(registry, clip, **facts)
    assert (result.outcome, codes(result)) == (outcome, found)
    snapshot = registry.snapshot(DAY)
    assert snapshot
    assert result.recipe.registry == snapshot.id
    assert result_from_json(result_to_stored(result)) == result
    assert ASKED.snapshots == 1
    assert len(ASKED.found) == len(set(ASKED.found))
    assert {marker.number for marker in result.markers} <= set(ASKED.found)
    assert len(ASKED.found) <= max(1, len(result.markers))


def test_after_a_withdrawn_number_the_rest_of_the_opening_is_read(registry: Registry, tmp_path: Path) -> None:
    withdrawn, valid = "（快手）网微剧备字（2026）第993586号", "（浙）网微剧备字（2026）第99016号"
    overlays = [
        Overlay(withdrawn, size_px=24, place=TOP_RIGHT, to_ms=2_000),
        Overlay(valid, size_px=24, place=(0.5, 0.6), from_ms=2_400),
    ]
    scene = gradient((480, 854), (20, 30, 60), (90, 40, 80))
    path = encode(tmp_path / "a.mp4", film(scene, overlays, steady(4, 25)))
    result = scanned(registry, path)
    assert [marker.number for marker in result.markers] == [withdrawn, valid]
    assert (result.outcome, codes(result), result.opening.stopped_ms) == ("undecided", ["NMD902"], None)
    assert (ASKED.snapshots, ASKED.found) == (1, [withdrawn, valid])


def test_a_silent_registry_leaves_it_open_and_exit_code_6_only_if_nothing_was_judged() -> None:
    silent = silent_registry("locked")
    open_, failed = scanned(silent, "corner"), scanned(silent, "absent")
    assert (open_.outcome, codes(open_)) == ("undecided", ["NMD921"])
    assert "registry" not in result_to_json(open_)["recipe"]
    for results, code in (([open_], 6), ([open_, failed], 1), ([open_, open_], 6), ([], 0)):
        tally = ExitCodeCounter()
        assert list(tally.counted(results)) == results
        assert tally.exit_code == code


def test_a_plain_scan_loads_no_database_and_no_server() -> None:
    clip = str(FOLDER / "corner.mp4")
    heavy = {"asyncio", "pydantic_settings", "rich", "sqlalchemy", "typer"}
    code = f"import sys, detector; detector.scan({clip!r}); print(sorted({heavy!r} & set(sys.modules)))"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DETECTOR_")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain)
    assert done.stdout == "[]\n"


def test_where_the_registry_lies_changes_no_result_and_its_age_does() -> None:
    digest = Settings().digest()
    assert Settings(registry=RegistrySettings(url="postgresql://me:secret@host/db")).digest() == digest
    assert Settings(registry=RegistrySettings(max_age_days=3)).digest() != digest
