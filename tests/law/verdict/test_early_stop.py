"""What more could change a verdict: frames, other texts, nothing."""

from dataclasses import replace
from typing import Unpack

import pytest

from detector.law.tables.loader import shipped
from detector.law.verdict.decision import build_case, decide
from detector.law.verdict.early_stop import still_needed
from detector.records import Episode, Facts, Opening, StillNeeded, Verdict
from detector.scanner import policy_of
from detector.settings import Settings
from tests.law.cases import AS_OF, hidden_at, quad_at, screen_of, sighting, whole_window

MARKER = "（浙）网微剧备字（2026）第00123号"
TITLE = "侯府来客"
SETTINGS = Settings()


def judged(opening: Opening, **facts: Unpack[Facts]) -> tuple[Verdict, StillNeeded]:
    episode = replace(Episode("ep01", "ep01.mp4"), **facts)
    case = build_case(episode, opening, AS_OF, policy_of(SETTINGS, shipped()))
    verdict = decide(case)
    return verdict, still_needed(case, verdict)


def seen(*texts: str) -> Opening:
    coverage = whole_window()
    return Opening("0" * 64, 15_000, 720, 1280, 31, 0, 31, screen_of(*texts), coverage=coverage)


def late(first_ms: int, last_ms: int) -> Opening:
    return replace(seen(), sightings=(sighting(MARKER, times=(first_ms, last_ms)),))


def test_a_number_with_a_hidden_place_asks_for_more_frames() -> None:
    covered = replace(sighting(MARKER), hidden=hidden_at(len(MARKER) - 1))
    verdict, needed = judged(replace(seen(), sightings=(covered,)))
    assert (verdict.outcome, needed.frames) == ("undecided", True)


def test_a_number_that_passes_asks_for_nothing_more() -> None:
    verdict, needed = judged(seen(MARKER))
    assert (verdict.outcome, needed) == ("pass", StillNeeded(frames=False, texts="none"))


def test_that_a_number_comes_late_is_no_reason_to_look_on_but_that_it_is_brief_is() -> None:
    verdict, needed = judged(late(11_000, 12_000))
    assert "NMD104" in {finding.code for finding in verdict.findings}
    assert not needed.frames
    verdict, needed = judged(late(2_000, 2_300))
    assert "NMD103" in {finding.code for finding in verdict.findings}
    assert needed == StillNeeded(frames=True, texts="none")


def test_where_no_number_was_read_what_may_be_one_is_wanted() -> None:
    assert judged(seen("你怎么不说话"))[1] == StillNeeded(frames=True, texts="doubtful")


def test_where_a_piece_of_a_number_was_read_any_text_near_it_may_be_another_piece() -> None:
    opening = seen("网微剧备字（2026）第00123号", "你怎么不说话")
    _, needed = judged(opening)
    assert (needed.texts, needed.pieces) == ("near", (opening.sightings[0].quad,))


@pytest.mark.parametrize(
    ("text", "confidence", "texts"),
    [
        ("2026 00123", 0.9, "near"),
        ("2026 00123", 0.89, "doubtful"),
        ("AB 123", 0.99, "near"),
        ("ABC 123", 0.99, "doubtful"),
    ],
)
def test_a_row_surely_read_and_mostly_of_digits_may_be_a_piece(
    text: str, confidence: float, texts: str
) -> None:
    row = replace(sighting(text), confidence=confidence)
    assert judged(replace(seen(), sightings=(row,)))[1].texts == texts


@pytest.mark.parametrize("facts", [{"title": TITLE}, {"production": "ai"}])
def test_where_a_title_or_label_is_asked_for_all_texts_are_wanted(facts: Facts) -> None:
    for opening in (seen(), seen(MARKER), replace(seen(MARKER), unread=1)):
        assert judged(opening, **facts)[1].texts == "all"


@pytest.mark.parametrize(("last_ms", "frames"), [(1_900, True), (2_000, False)])
def test_a_label_is_looked_at_until_it_has_stood_long_enough(last_ms: int, frames: bool) -> None:
    label = replace(sighting("本剧由AI生成", 9), last_ms=last_ms, quad=quad_at(9, 40))
    opening = seen(MARKER)
    labelled = replace(opening, sightings=(*opening.sightings, label))
    assert judged(labelled, production="ai")[1].frames is frames
    assert not judged(labelled, production="live-action")[1].frames


def test_what_is_asked_for_and_was_read_wants_no_more() -> None:
    assert judged(seen(MARKER, TITLE), title=TITLE)[1].texts == "none"


def test_a_title_that_may_be_among_unread_texts_is_not_missing() -> None:
    verdict, _ = judged(replace(seen(MARKER), unread=3), title=TITLE)
    assert [finding.code for finding in verdict.findings if finding.severity != "note"] == ["NMD913"]
    assert "3 texts" in verdict.findings[-1].message
    assert verdict.outcome == "undecided"
