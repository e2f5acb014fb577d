"""``scan`` and ``rejudge`` with a registry, from the command line to the exit code."""

from datetime import date
from pathlib import Path

import pytest

import detector
from tests.cli.conftest import Run

FOLDER = Path(__file__).parents[2] / "sample_videos"
DAY = date(2026, 11, 1)


def test_the_command_and_python_ask_the_registry_that_is_named(run: Run, tmp_path: Path) -> None:
    place, clip = str(tmp_path / "sample.db"), FOLDER / "late.mp4"
    run("registry", "import", FOLDER / "registry.csv", "--registry", place, "--dated", "2026-11-01")
    assert "NMD303" in run("scan", clip, "--registry", place).out
    assert "NMD303" not in run("scan", clip, "--registry", "none").out
    assert "NMD303" not in run("scan", clip).out
    old = run("scan", clip, "--registry", place, "--as-of", "2026-12-01", "--max-registry-age", "29")
    assert old.code == 6
    assert "its newest list is of 2026-11-01, 30 days before 2026-12-01" in old.out
    absent = run("scan", clip, "--registry", tmp_path / "none.db")
    assert absent.code == 6
    assert absent.out == ""
    assert detector.scan(clip, as_of=DAY, registry=place).outcome == "fail"


def test_stored_results_are_judged_again_with_a_registry(run: Run, tmp_path: Path) -> None:
    place, stored = str(tmp_path / "sample.db"), tmp_path / "stored.jsonl"
    run("registry", "import", FOLDER / "registry.csv", "--registry", place, "--dated", "2026-11-01")
    assert run("scan", FOLDER / "late.mp4", "--as-of", "2026-11-01", "--openings", stored).code == 0
    again = run("rejudge", stored, "--as-of", "2026-11-01", "--registry", place)
    assert again.code == 1
    assert "late: pass → fail; +NMD303" in again.err


def test_a_registry_that_falls_silent_costs_no_other_finding(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "broken.db"
    place.write_bytes(b"no database at all " * 100)
    ended = run("scan", FOLDER / "late.mp4", FOLDER / "absent.mp4", "--registry", place, "-j", "1")
    assert ended.code == 1
    assert "NMD921" in ended.out
    assert "NMD101" in ended.out


def test_the_doctor_shows_no_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETECTOR_REGISTRY__URL", "postgresql://me:s3cret@host/db")
    told = run("doctor").out
    assert "postgresql://me:***@host/db" in told
    assert "s3cret" not in told
