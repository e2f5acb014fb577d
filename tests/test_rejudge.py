"""The rules again over what was stored."""

from dataclasses import replace
from datetime import date

from detector.law.tables.loader import shipped
from detector.records import Coverage, Episode, Opening, Recipe, ScanResult
from detector.rejudge import change, rejudge
from detector.scanner import JudgingContext, judge
from detector.settings import Settings
from detector.wire import dumps, result_from_json, result_to_json, result_to_stored
from tests.law.cases import screen_of, whole_window

SCREEN = screen_of("（番茄）网微剧备字（2026）第847205号")
OPENING = Opening("0" * 64, 15_000, 720, 1280, 31, 0, 31, SCREEN, coverage=whole_window())
EPISODE = Episode("ep01", "ep01.mp4", investment_cny=500_000, production="ai")
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


def judged(as_of: date) -> ScanResult:
    return judge(EPISODE, OPENING, Settings(), as_of)


def test_the_same_day_gives_the_same_bytes_and_another_day_its_own_law() -> None:
    old = judged(BEFORE)
    same = rejudge(old, Settings(), BEFORE, JudgingContext(shipped()))
    assert dumps(result_to_json(same)) == dumps(result_to_json(old))
    assert change(old, same) == ""
    new = rejudge(old, Settings(), AFTER, JudgingContext(shipped()))
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
    new = rejudge(old, Settings(), AFTER, JudgingContext(shipped()))
    assert [shown.evidence for shown in new.markers] == ["picture.png"]
    assert new.recipe.models == ("reader@old",)
    assert new.recipe.version != "0.0.9"


def test_a_result_of_the_first_edition_is_judged_without_what_it_does_not_know() -> None:
    old = judged(BEFORE)
    line = result_to_stored(old)
    del line["opening"]["coverage"]
    stored = result_from_json(line)
    assert stored == replace(old, opening=replace(OPENING, coverage=None))
    assert rejudge(stored, Settings(), AFTER, JudgingContext(shipped())).opening.coverage is None


def test_pictures_of_absence_stay() -> None:
    kept = Coverage(4_000, 4_000, evidence=((500, "a.frame.jpg"), (1_500, "b.frame.jpg")))
    old = judge(EPISODE, replace(OPENING, sightings=(), coverage=kept), Settings(), BEFORE)
    line = result_from_json(result_to_stored(old))
    assert isinstance(line, ScanResult)
    new = rejudge(line, Settings(), AFTER, JudgingContext(shipped()))
    assert new.opening.coverage == kept
