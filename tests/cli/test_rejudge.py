"""``detector rejudge`` from the command line to the exit code."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detector.records import Episode
from detector.scanner import judge
from detector.settings import Settings
from tests.auditor.test_stored_results import stored
from tests.cli.conftest import Run
from tests.test_rejudge import BEFORE, EPISODE, OPENING, judged


def test_another_day_another_verdict_and_it_says_why(run: Run, tmp_path: Path) -> None:
    file = stored(tmp_path, judged(BEFORE))
    same = run("rejudge", file, "--as-of", "2026-06-30")
    assert (same.code, same.err) == (0, "")
    later = run("rejudge", tmp_path, "--as-of", "2026-07-01")
    assert later.code == 1
    assert json.loads(later.out)["outcome"] == "fail"
    assert later.err.startswith("ep01: pass → fail; +NMD401 ")


def test_other_tables_count(run: Run, tmp_path: Path) -> None:
    file = stored(tmp_path, judged(BEFORE))
    rows = tmp_path / "mine.toml"
    rows.write_text(
        """[[limit]]
id = "2026-ai"
in_force_from = 2026-07-01
productions = ["ai"]
ordinary_from_cny = 600_000
key_from_cny = 800_000
source = "nrta-2026-ai-limits"
clause = "other limits"
evidence = "news"
""",
        "utf-8",
    )
    assert run("rejudge", file, "--as-of", "2026-07-01", "--provisions", rows).code == 0
    assert run("rejudge", file, "--as-of", "2026-07-01").code == 1


def test_another_policy_counts(run: Run, tmp_path: Path) -> None:
    nothing = judge(replace(EPISODE, number=2), replace(OPENING, sightings=()), Settings(), BEFORE)
    file = stored(tmp_path, nothing)
    assert run("rejudge", file, "--as-of", "2026-06-30").code == 1
    ended = run("rejudge", file, "--as-of", "2026-06-30", "--policy", "notice-minimum")
    assert (ended.code, ended.err[:36]) == (0, "ep01: fail → pass; -NMD101; +NMD113 ")
    ended = run("rejudge", file, "--policy", "lenient")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == ("error: there is no policy 'lenient'\nhint: known are default, notice-minimum\n")


def test_warnings_fail_where_it_is_said(run: Run, tmp_path: Path) -> None:
    day = date(2026, 9, 1)
    file = stored(
        tmp_path, judge(Episode("ep01", "ep01.mp4", title="逆流之上的我"), OPENING, Settings(), day)
    )
    ended = [run("rejudge", file, "--as-of", str(day), *flags) for flags in ((), ("--fail-on", "warn"))]
    warned, failed = [json.loads(end.out) for end in ended]
    assert [end.code for end in ended] == [0, 1]
    assert ended[1].err == "ep01: pass → fail; NMD107\n"
    assert warned["findings"] == failed["findings"]
    assert warned["recipe"]["settings"] != failed["recipe"]["settings"]
    (tmp_path / "failed.jsonl").write_text(file.read_text("utf-8").replace('"pass"', '"fail"'), "utf-8")
    back = run("rejudge", tmp_path / "failed.jsonl", "--as-of", str(day))
    assert (back.code, back.err) == (0, "ep01: fail → pass; warnings do not count\n")


def test_what_scan_saved_can_be_judged_again(staged: Path, run: Run) -> None:
    (staged / "a.mp4").touch()
    first = run("scan", "-j1", "a.mp4", "gone.mp4", "--openings", "seen.jsonl")
    assert first.code == 4
    saved = [json.loads(line) for line in (staged / "seen.jsonl").read_text("utf-8").splitlines()]
    assert ["sightings" in result.get("opening", {}) for result in saved] == [True, False]
    assert "sightings" not in first.out
    again = run("rejudge", "seen.jsonl")
    assert again.code == 4
    assert len(again.out.splitlines()) == 2


def test_what_the_first_edition_saved_is_judged_again_and_says_what_is_not_on_record(
    run: Run, tmp_path: Path
) -> None:
    nothing = judge(EPISODE, replace(OPENING, sightings=(), legible_px=10), Settings(), BEFORE)
    file = stored(tmp_path, nothing)
    line = json.loads(file.read_text("utf-8"))
    del line["opening"]["coverage"]
    file.write_text(json.dumps(line) + "\n", "utf-8")
    ended = run("rejudge", file, "--as-of", "2026-06-30", "--format", "console", "--lang", "en")
    assert ended.code in (1, 3)
    told = " ".join(ended.out.split())
    assert "31 of 31 samples seen, text of 10 px legible, gaps and unread text are not on record" in told


@pytest.mark.parametrize("name", ["gone.jsonl", "."])
def test_nothing_to_judge_gives_4(staged: Path, run: Run, name: str) -> None:
    assert staged.is_dir()
    ended = run("rejudge", name)
    assert ended.code == 4
    assert ended.err.startswith("error: ")
