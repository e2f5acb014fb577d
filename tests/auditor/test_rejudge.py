"""The rules again over what was stored."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detector.auditor.rejudge import change, rejudge, stored_results
from detector.errors import InputError, InputNotFound
from detector.law.provisions import shipped
from detector.records import Episode, Opening, Recipe, ScanFailure, ScanResult
from detector.scanner import Grounds, judge
from detector.settings import Settings
from detector.wire import dumps, result_to_json, result_to_stored
from tests.law.cases import screen_of
from tests.report.samples import UNREADABLE

OPENING = Opening("0" * 64, 15_000, 720, 1280, 31, 0, 31, screen_of("（番茄）网微剧备字（2026）第847205号"))
EPISODE = Episode("ep01", "ep01.mp4", investment_cny=500_000, production="ai")
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


def judged(as_of: date) -> ScanResult:
    return judge(EPISODE, OPENING, Settings(), as_of)


def stored(folder: Path, *results: ScanResult | ScanFailure) -> Path:
    file = folder / "openings.jsonl"
    lines = [dumps(result_to_stored(result)) + "\n" for result in results]
    file.write_text("".join(lines), "utf-8")
    return file


def test_what_was_stored_comes_back_whole(tmp_path: Path) -> None:
    results = (judged(BEFORE), UNREADABLE)
    file = stored(tmp_path, *results)
    assert tuple(stored_results([file])) == tuple(stored_results([tmp_path])) == results


def test_the_same_day_gives_the_same_bytes_and_another_day_its_own_law(tmp_path: Path) -> None:
    (old,) = stored_results([stored(tmp_path, judged(BEFORE))])
    assert isinstance(old, ScanResult)
    same = rejudge(old, Settings(), BEFORE, Grounds(shipped()))
    assert dumps(result_to_json(same)) == dumps(result_to_json(old))
    assert change(old, same) == ""
    new = rejudge(old, Settings(), AFTER, Grounds(shipped()))
    assert (old.outcome, new.outcome) == ("pass", "fail")
    assert change(old, new).startswith("ep01: pass → fail; +NMD401 （番茄）")


def test_a_finding_for_another_reason_is_a_change() -> None:
    episode = replace(EPISODE, investment_cny=5_000_000)
    old, new = (judge(episode, OPENING, Settings(), day) for day in (BEFORE, AFTER))
    assert [finding.code for finding in old.findings] == [finding.code for finding in new.findings]
    told = change(old, judge(replace(episode, special_theme=True), OPENING, Settings(), BEFORE))
    assert told.startswith("ep01: fail → fail; +NMD401 （番茄）")
    assert told.count("NMD401") == 1
    assert "special theme" in told


def test_pictures_and_models_are_those_of_the_scan() -> None:
    old = judged(BEFORE)
    marker = replace(old.markers[0], evidence="picture.png")
    old = replace(old, markers=(marker,), recipe=Recipe("0.0.9", "digest", ("reader@old",)))
    new = rejudge(old, Settings(), AFTER, Grounds(shipped()))
    assert [shown.evidence for shown in new.markers] == ["picture.png"]
    assert new.recipe.models == ("reader@old",)
    assert new.recipe.version != "0.0.9"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: no JSON"),
        ("[]", "line 1: no result"),
        (json.dumps(result_to_json(judged(BEFORE))), "line 1: stored without what was sighted"),
        (json.dumps(result_to_json(UNREADABLE) | {"error": 7}), "line 1: .* error"),
    ],
)
def test_what_cannot_be_judged_again_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "openings.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(InputError, match=message):
        list(stored_results([file]))


def test_nothing_to_judge_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.jsonl"):
        with pytest.raises(InputNotFound):
            list(stored_results([path]))
