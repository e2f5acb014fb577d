"""``detector audit`` and ``detector diff`` from the command line to the exit code, with real videos."""

import json
from pathlib import Path

import pytest

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
    assert planned.out.startswith("3 rows: 0 bad, 2 with a result, 1 to scan\n1 of these are files")
    sampled = run("audit", file, "--out", out, *COMMON, "--limit", "1", "--no-pictures")
    assert (sampled.code, sampled.out.partition("\n")[0]) == (0, "1 rows in, 1 results out")
    assert "card: pass → pass" not in run("diff", out, out).out


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
