"""``detector scan`` from the command line to the exit code, with staged outcomes."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run


def videos(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def results(ended: Ended) -> list[dict[str, object]]:
    return [json.loads(line) for line in ended.out.splitlines()]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["a.mp4"], 0),
        (["a.mp4", "fail.mp4"], 1),
        (["a.mp4", "undecided.mp4"], 3),
        (["undecided.mp4", "fail.mp4"], 1),
        (["fail.mp4", "gone.mp4", "undecided.mp4"], 4),
        (["bug.mp4", "gone.mp4", "fail.mp4"], 70),
    ],
)
def test_the_gravest_outcome_gives_the_exit_code(staged: Path, run: Run, names: list[str], code: int) -> None:
    videos(staged, *(name for name in names if name != "gone.mp4"))
    ended = run("scan", "-j", "1", *names)
    assert ended.code == code
    assert len(results(ended)) == len(names)


def test_ctrl_c_gives_130_and_leaves_the_old_file(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4", "interrupt.mp4")
    (staged / "report.jsonl").write_text("old")
    assert run("scan", "-j1", "a.mp4", "interrupt.mp4", "-o", "report.jsonl").code == 130
    assert (staged / "report.jsonl").read_text() == "old"
    assert {file.name for file in staged.iterdir()} == {"a.mp4", "interrupt.mp4", "report.jsonl"}


def test_the_options_reach_the_result(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4")
    ended = run(
        "scan", "a.mp4", "--title", "戏", "--platform", "番茄", "--as-of", "2025-02-03", "--window", "7.5"
    )
    (result,) = results(ended)
    assert result["episode"] == {
        "id": "a", "video": "a.mp4", "title": "戏", "series": None, "number": None, "platform": "番茄",
    }  # fmt: skip
    assert result["as_of"] == "2025-02-03"
    assert isinstance(result["opening"], dict)
    assert result["opening"]["window_ms"] == 7500


def test_the_facts_reach_the_result_and_unknown_ones_stay_away(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4")
    assert "facts" not in results(run("scan", "a.mp4"))[0]
    ended = run(
        "scan", "a.mp4", "--category", "key", "--investment-cny", "300000", "--production", "live-action",
        "--special-theme", "--front-page", "--promotion", "--published-on", "2025-06-01", "--overlay",
        "--claimed-number", "（浙）网微剧备字（2024）第1号", "--producer-province", "浙江", "--kind", "promo",
        "--duration-seconds", "95.5",
    )  # fmt: skip
    assert results(ended)[0]["facts"] == {
        "category": "key", "investment_cny": 300_000, "production": "live-action", "special_theme": True,
        "front_page": True, "promotion": True, "published_on": "2025-06-01", "overlay": True,
        "claimed_number": "（浙）网微剧备字（2024）第1号", "producer_province": "浙江", "kind": "promo",
        "duration_ms": 95_500,
    }  # fmt: skip


def test_an_episodes_number_is_for_one_episode(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4", "b.mp4")
    episode = results(run("scan", "a.mp4", "--number", "7"))[0]["episode"]
    assert isinstance(episode, dict)
    assert episode["number"] == 7
    for option in ("--number", "--duration-seconds"):
        ended = run("scan", "a.mp4", "b.mp4", option, "7")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"error: {option} is given for 2 episodes\n")
    assert "no length of an episode" in run("scan", "a.mp4", "--duration-seconds", "0").err


def test_an_unknown_policy_is_refused_before_any_video(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4")
    ended = run("scan", "-j1", "a.mp4", "--policy", "lenient")
    assert (ended.code, ended.out) == (2, "")
    assert "hint: known are default, notice-minimum\n" in ended.err


def test_the_law_of_today_applies_unless_a_day_is_given(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4")
    assert results(run("scan", "a.mp4"))[0]["as_of"] == date.today().isoformat()


def test_a_flag_wins_over_environment_and_file(
    staged: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    videos(staged, "a.mp4")
    (staged / "detector.toml").write_text("[decode]\nwindow_ms = 1000\n")

    def window(*flags: str) -> object:
        opening = results(run("scan", "a.mp4", "--config", "detector.toml", *flags))[0]["opening"]
        assert isinstance(opening, dict)
        return opening["window_ms"]

    assert window() == 1000
    monkeypatch.setenv("DETECTOR_DECODE__WINDOW_MS", "2000")
    assert window() == 2000
    assert window("--window", "3") == 3000


@pytest.mark.parametrize(
    ("file", "start"),
    [
        ("report.html", "<!DOCTYPE html>"),
        ("report.csv", "\ufeffid,"),
        ("report.json", '{"schema": "detector.results/1"'),
        ("report.jsonl", '{"schema":"detector.result/1"'),
        ("report.txt", "✓ pass"),
        ("report", '{"schema":"detector.result/1"'),
    ],
)
def test_a_files_suffix_gives_the_format(staged: Path, run: Run, file: str, start: str) -> None:
    videos(staged, "a.mp4")
    ended = run("scan", "a.mp4", "-o", file)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert (staged / file).read_text("utf-8").startswith(start)


def test_the_format_that_was_asked_for_wins_over_the_suffix(staged: Path, run: Run) -> None:
    videos(staged, "a.mp4")
    run("scan", "a.mp4", "-o", "report.html", "--format", "jsonl")
    assert json.loads((staged / "report.html").read_text("utf-8"))["outcome"] == "pass"


def test_a_report_shows_remedies_and_reasons_in_words(staged: Path, run: Run) -> None:
    videos(staged, "fail.mp4")
    out = run("scan", "fail.mp4", "--format", "console").out
    assert "→ " in out
    assert "第 is missing before the serial" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--window", "long"], "write seconds"),
        (["--window", "0"], "write seconds"),
        (["--window", "nan"], "write seconds"),
        (["--as-of", "yesterday"], "write it as 2026-11-23"),
        (["--format", "xml"], "jsonl"),
        (["--engine", "guess"], "rapidocr"),
        (["-j", "0"], "1"),
        (["--provisions", "absent.toml"], "give --provisions a readable file"),
        (["--investment-cny", "-1"], "0"),
        (["--category", "一类"], "ordinary"),
        (["--windw", "3"], "--window"),
        (["--config", "absent.toml"], "absent.toml"),
    ],
)
def test_wrong_usage_gives_2_and_says_what_to_write(
    staged: Path, run: Run, arguments: list[str], told: str
) -> None:
    videos(staged, "a.mp4")
    ended = run("scan", "a.mp4", *arguments)
    assert ended.code == 2
    assert ended.out == ""
    error, hint = ended.err.splitlines()
    assert error.startswith("error: ")
    assert hint.startswith("hint: ")
    assert told in ended.err


@pytest.mark.parametrize("option", ["-o", "--evidence"])
def test_a_place_that_cannot_be_written_gives_5_before_any_scan(staged: Path, run: Run, option: str) -> None:
    videos(staged, "a.mp4")
    ended = run("scan", "a.mp4", option, "a.mp4/inside")
    assert ended.code == 5
    assert ended.out == ""
    assert f"give {option} " in ended.err
