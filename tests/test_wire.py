"""Results as JSON: the contract's names, and back again."""

import json
from dataclasses import replace
from datetime import date

import pytest

from detector.errors import InputError, NewerSchema
from detector.i18n import LANGS
from detector.records import (
    Episode,
    Failure,
    Gate,
    Hidden,
    Opening,
    Recipe,
    ScanFailure,
    ScanResult,
    Sighting,
    Wording,
)
from detector.wire import dumps, result_from_json, result_to_json, result_to_stored, text_to_json
from tests.report.samples import FINDING, MARKER, NEAR_MISS

SIGHTING = Sighting("x", 1.0, 0, 0, ((0, 0), (9, 0), (9, 9), (0, 9)), 1, (1.0,))
RESULT = ScanResult(
    episode=Episode("ep01", "a.mp4", platform="抖音"),
    outcome="pass",
    markers=(MARKER,),
    near_misses=(NEAR_MISS,),
    findings=(FINDING,),
    opening=Opening("00", 15_000, 720, 1280, 31, 0, 31, (SIGHTING,)),
    as_of=date(2026, 11, 23),
    recipe=Recipe("0.1.0", "digest", ("name@sha256",)),
)
FAILURE = ScanFailure(Episode("ep02", "b.mp4"), Failure("NotAVideo", "message", "hint"))


def test_a_result_has_the_contracts_names_in_its_order() -> None:
    plain = result_to_json(RESULT)
    assert list(plain) == [
        "schema", "episode", "outcome", "markers", "near_misses", "findings", "opening", "as_of", "recipe",
    ]  # fmt: skip
    assert plain["schema"] == "detector.result/1"
    assert list(plain["episode"]) == ["id", "video", "title", "series", "number", "platform"]
    assert list(plain["markers"][0]) == [
        "number", "printed", "series", "document", "issuer", "year", "serial", "category",
        "confidence", "first_ms", "last_ms", "quad", "evidence", "brackets",
    ]  # fmt: skip
    assert plain["markers"][0]["issuer"] == {"kind": "province", "abbreviation": "浙", "name": "Zhejiang"}
    assert plain["markers"][0]["quad"] == [list(point) for point in MARKER.quad or ()]
    assert set(plain["near_misses"][0]) >= {"printed", "reason", "confidence", "first_ms", "last_ms", "quad"}
    assert plain["findings"][0]["source"] == {
        "title": "广电办发〔2024〕35号", "clause": "section 1", "url": "https://example.org/35",
    }  # fmt: skip
    assert set(plain["opening"]) >= {
        "video_sha256", "window_ms", "width_px", "height_px", "frames_seen", "frames_lost",
    }  # fmt: skip
    assert plain["as_of"] == "2026-11-23"
    assert plain["recipe"] == {"version": "0.1.0", "settings": "digest", "models": ["name@sha256"]}


def test_a_failure_has_the_contracts_names_in_its_order() -> None:
    plain = result_to_json(FAILURE)
    assert list(plain) == ["schema", "episode", "outcome", "error"]
    assert plain["outcome"] == "error"
    assert plain["error"] == {"type": "NotAVideo", "message": "message", "hint": "hint"}


def test_there_and_back_again_is_the_same() -> None:
    line = dumps(result_to_json(RESULT))
    unsighted = replace(RESULT, opening=replace(RESULT.opening, sightings=()))
    assert result_from_json(json.loads(line)) == unsighted
    assert dumps(result_to_json(unsighted)) == line
    assert result_from_json(json.loads(dumps(result_to_json(FAILURE)))) == FAILURE


def test_prose_follows_the_language_and_nothing_else_does() -> None:
    said = replace(RESULT, findings=(replace(FINDING, zh=Wording("缺少“第”字。", "第一条")),))
    english, chinese = (result_to_json(said, lang) for lang in LANGS)
    assert english["findings"][0]["message"] == "第 is missing."
    finding = chinese["findings"][0]
    assert (finding["message"], finding["source"]["clause"]) == ("缺少“第”字。", "第一条")
    finding["message"], finding["source"]["clause"] = FINDING.message, FINDING.source.clause
    assert english == chinese
    assert "zh" not in finding
    assert result_from_json(result_to_stored(said)) == said


def test_what_was_stored_in_one_language_is_shown_as_it_is() -> None:
    assert result_to_json(RESULT, "zh")["findings"][0]["message"] == FINDING.message


KNOWN = replace(
    RESULT.episode,
    category="ordinary",
    investment_cny=300_000,
    special_theme=False,
    published_on=date(2025, 6, 1),
)


def test_what_was_assumed_stands_there_and_comes_back() -> None:
    assumed = replace(RESULT, assumptions=("kind-unknown",))
    plain = result_to_stored(assumed)
    assert list(plain)[-1] == "assumptions"
    assert plain["assumptions"] == ["kind-unknown"]
    assert result_from_json(json.loads(dumps(plain))) == assumed


def test_what_was_known_stands_in_a_table_of_its_own() -> None:
    plain = result_to_json(replace(RESULT, episode=KNOWN))
    assert list(plain)[-2:] == ["recipe", "facts"]
    assert list(plain["episode"]) == ["id", "video", "title", "series", "number", "platform"]
    assert plain["facts"] == {
        "category": "ordinary", "investment_cny": 300_000, "special_theme": False,
        "published_on": "2025-06-01",
    }  # fmt: skip
    assert result_to_json(replace(FAILURE, episode=KNOWN))["facts"] == plain["facts"]


def test_gates_stand_after_the_recipe_and_come_back() -> None:
    gated = replace(RESULT, gates=(Gate("launch", "blocked", ("NMD101",)),))
    plain = result_to_json(gated)
    assert list(plain)[-1] == "gates"
    assert plain["gates"] == [{"name": "launch", "permission": "blocked", "reasons": ["NMD101"]}]
    back = result_from_json(json.loads(dumps(plain)))
    assert isinstance(back, ScanResult)
    assert back.gates == gated.gates


def test_facts_come_back() -> None:
    for known in (replace(FAILURE, episode=KNOWN), replace(RESULT, episode=KNOWN)):
        line = dumps(result_to_json(known))
        assert result_from_json(json.loads(line)).episode == KNOWN


@pytest.mark.parametrize(
    ("facts", "field"), [({"investment_cny": "much"}, r"episode\.investment_cny"), ([], "episode")]
)
def test_damaged_facts_are_refused(facts: object, field: str) -> None:
    with pytest.raises(InputError, match=field):
        result_from_json({**result_to_json(RESULT), "facts": facts})


def test_chinese_stands_as_it_is_on_one_line() -> None:
    line = dumps(result_to_json(RESULT))
    assert "（浙）网微剧备字（2024）第00123号" in line
    assert "\n" not in line


def test_a_newer_schema_is_refused() -> None:
    with pytest.raises(NewerSchema, match=r"detector\.result/2"):
        result_from_json({**result_to_json(RESULT), "schema": "detector.result/2"})


@pytest.mark.parametrize("schema", [None, "other/1", "detector.result/x"])
def test_what_is_no_result_is_refused(schema: object) -> None:
    with pytest.raises(InputError):
        result_from_json({**result_to_json(RESULT), "schema": schema})


def test_a_damaged_result_names_the_field() -> None:
    plain = result_to_json(RESULT)
    plain["markers"][0]["first_ms"] = "soon"
    with pytest.raises(InputError, match=r"markers\.0\.first_ms"):
        result_from_json(plain)


def test_a_result_of_an_earlier_version_has_neither_brackets_nor_hidden_places_on_record() -> None:
    plain = result_to_stored(RESULT)
    del plain["markers"][0]["brackets"], plain["near_misses"][0]["hidden"]
    del plain["opening"]["sightings"][0]["hidden"]
    back = result_from_json(json.loads(dumps(plain)))
    assert isinstance(back, ScanResult)
    assert (back.markers[0].brackets, back.near_misses[0].hidden) == ("unknown", ())
    assert back.opening.sightings[0].hidden == ()


def test_hidden_places_are_stored_and_come_back() -> None:
    place = ((9, 0), (12, 0), (12, 9), (9, 9))
    sighting = replace(SIGHTING, hidden=(Hidden(1, place),))
    result = replace(
        RESULT,
        near_misses=(replace(NEAR_MISS, hidden=(place,)),),
        opening=replace(RESULT.opening, sightings=(sighting,)),
    )
    plain = json.loads(dumps(result_to_stored(result)))
    assert plain["near_misses"][0]["hidden"] == [[list(corner) for corner in place]]
    assert result_from_json(plain) == result


def test_a_parsed_text_has_no_time_and_place() -> None:
    assert text_to_json(MARKER)["brackets"] == "unknown"
    assert text_to_json(MARKER)["kind"] == "marker"
    assert text_to_json(NEAR_MISS) == {"kind": "near-miss", "printed": NEAR_MISS.printed, "reason": "no-第"}


@pytest.mark.parametrize("wrong", [None, [], "{}", b"{}", 3])
def test_what_is_no_dict_is_no_result(wrong: object) -> None:
    for read in (ScanResult.from_dict, ScanFailure.from_dict, result_from_json):
        with pytest.raises(InputError, match=f"{type(wrong).__name__} is no dict"):
            read(wrong)  # type: ignore[arg-type]
