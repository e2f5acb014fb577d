"""``detector audit`` and ``detector diff`` from the command line to the exit code, with real videos."""

import json
import os
import signal
from pathlib import Path

import pytest

from detector.cli.signals import ended_like_ctrl_c
from detector.evidence import kept_pictures
from detector.wire import result_from_json
from tests.cli.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_videos"
COMMON = ("--registry", "none", "--as-of", "2026-08-01", "-j", "1")


def catalogue(folder: Path, *names: str) -> Path:
    lines = [f"{name},{SAMPLES / name}.mp4,戏{place},1" for place, name in enumerate(names)]
    (folder / "c.csv").write_text("\n".join(["id,video,series,number", *lines, ""]), "utf-8")
    return folder / "c.csv"


def test_an_audit_leaves_results_report_and_exit_code(tmp_path: Path, run: Run) -> None:
    file = catalogue(tmp_path, "card", "absent", "none_there")
    out = tmp_path / "out"
    ended = run("audit", file, "--out", out, *COMMON, "--export", "junit")
    assert ended.code == 4
    assert ended.out.startswith("3 rows in, 3 results out\n")
    assert "NMD101 missing-marker: 1" in ended.out
    results = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    assert [result["outcome"] for result in results] == ["pass", "fail", "error"]
    for name in ("report.html", "quarantine.jsonl", "ledger.sqlite", "junit.xml"):
        assert (out / name).exists(), name
    kept = {file.name for file in (out / "evidence").glob("*")}
    told = [one for result in results for one in kept_pictures(result_from_json(result))]
    assert kept == {name for one in told for name in (one.frame, one.crop) if name}
    again = run("rejudge", out, "--as-of", "2026-11-01", "--registry", "none", "--format", "jsonl")
    assert [json.loads(line)["as_of"] for line in again.out.splitlines()[:2]] == ["2026-11-01"] * 2
    assert run("diff", out, out).out == "nothing changed\n"
    planned = run("audit", file, "--out", out, *COMMON, "--plan")
    assert planned.out.startswith("3 rows: 0 bad, 2 with a result, 0 to scan\n1 rows name files that do not")
    assert "column 'series' is" not in planned.err
    later = [*COMMON[:2], "--as-of", "2026-08-02", "-j", "1"]
    known = run("audit", file, "--out", out, *later, "--baseline", out, "--export", "parquet")
    assert known.code == 0  # nothing that the run before did not have
    assert "  not reported: NMD101 × 1 (in the baseline)" in known.out
    assert "0 rows as before, 2 judged anew by what was seen before\n0 videos are scanned again" in known.err
    assert (out / "results.parquet").is_dir()
    sampled = run("audit", file, "--out", out, *COMMON, "--limit", "1", "--no-pictures", "--quiet")
    assert (sampled.code, sampled.out.partition("\n")[0]) == (0, "1 rows in, 1 results out")
    assert sampled.err == ""


def test_columns_that_are_not_known_are_told_with_the_nearest(tmp_path: Path, run: Run) -> None:
    (tmp_path / "c.csv").write_text("video,plattform,剧集名\nabsent.mp4,红果,戏\n", "utf-8")
    ended = run(
        "audit", tmp_path / "c.csv", "--out", tmp_path / "out", *COMMON, "--ignore", ignoring(tmp_path)
    )
    assert "column 'plattform' is not known: it is passed on as it is; is it 'platform'?" in ended.err
    assert ended.code == 0
    assert "  not reported: InputNotFound × 1 (ignored)" in ended.out


def ignoring(folder: Path) -> Path:
    file = folder / "ignore.toml"
    file.write_text('[[ignore]]\ncode = "InputNotFound"\nreason = "moved to tape"\n', "utf-8")
    return file


def test_every_command_says_how_much_it_tells(run: Run) -> None:
    assert run("platforms", "--quiet", "--log-level", "info").code == 0
    assert run("platforms", "--log-level", "loud").code == 2


def test_a_system_that_ends_an_audit_ends_it_as_ctrl_c_does() -> None:
    with pytest.raises(KeyboardInterrupt), ended_like_ctrl_c():
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["c.docx", "--out", "out"], "known are .csv"),
        (["absent.csv", "--out", "out"], "no such catalogue"),
        (["c.csv"], "--out"),
        (["c.csv", "--out", "out", "--sample", "0"], "0 of the rows are none"),
        (["c.csv", "--out", "out", "--export", "pdf"], "parquet"),
        (["c.csv", "--out", "out", "--mapping", "absent.toml"], "readable file"),
        (["c.csv", "--out", "c.csv/in"], "give --out a folder"),
    ],
)
def test_wrong_usage_is_told_with_a_hint(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    catalogue(tmp_path, "card")
    ended = run("audit", *arguments)
    assert ended.code in (2, 4, 5)
    assert ended.out == ""
    assert told in ended.err
    assert "hint: " in ended.err
