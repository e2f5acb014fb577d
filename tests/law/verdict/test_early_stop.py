"""What more could change a verdict: frames, other texts, nothing."""

from dataclasses import replace
from typing import Unpack

import pytest

from detector.law.verdict.early_stop import needs_no_frames, texts_wanted
from detector.records import Episode, Facts, Opening, ScanResult
from detector.scanner import judge
from detector.settings import Settings
from tests.law.cases import AS_OF, screen_of, sighting

MARKER = "（浙）网微剧备字（2026）第00123号"
TITLE = "侯府来客"
SETTINGS = Settings()


def result(opening: Opening, **facts: Unpack[Facts]) -> ScanResult:
    return judge(replace(Episode("ep01", "ep01.mp4"), **facts), opening, SETTINGS, AS_OF)


def seen(*texts: str) -> Opening:
    return Opening("0" * 64, 15_000, 720, 1280, 31, 0, 31, screen_of(*texts))


def late(first_ms: int, last_ms: int) -> Opening:
    return replace(seen(), sightings=(sighting(MARKER, times=(first_ms, last_ms)),))


def test_a_number_that_passes_asks_for_nothing_more() -> None:
    found = result(seen(MARKER))
    assert (found.outcome, needs_no_frames(found), texts_wanted(found)) == ("pass", True, "none")


def test_that_a_number_comes_late_is_no_reason_to_look_on_but_that_it_is_brief_is() -> None:
    codes = {finding.code for finding in result(late(11_000, 12_000)).findings}
    assert "NMD104" in codes
    assert needs_no_frames(result(late(11_000, 12_000)))
    brief = result(late(2_000, 2_300))
    assert "NMD103" in {finding.code for finding in brief.findings}
    assert not needs_no_frames(brief)
    assert texts_wanted(brief) == "none"


def test_where_no_number_was_read_what_may_be_one_is_wanted() -> None:
    assert texts_wanted(result(seen("你怎么不说话"))) == "doubtful"


def test_where_a_piece_of_a_number_was_read_any_text_may_be_another_piece() -> None:
    assert texts_wanted(result(seen("网微剧备字（2026）第00123号"))) == "all"


@pytest.mark.parametrize("facts", [{"title": TITLE}, {"production": "ai"}])
def test_where_a_title_or_label_is_asked_for_all_texts_are_wanted(facts: Facts) -> None:
    for opening in (seen(), seen(MARKER), replace(seen(MARKER), unread=1)):
        assert texts_wanted(result(opening, **facts)) == "all"


def test_what_is_asked_for_and_was_read_wants_no_more() -> None:
    assert texts_wanted(result(seen(MARKER, TITLE), title=TITLE)) == "none"


def test_a_title_that_may_be_among_unread_texts_is_not_missing() -> None:
    found = result(replace(seen(MARKER), unread=3), title=TITLE)
    assert [finding.code for finding in found.findings if finding.severity != "note"] == ["NMD913"]
    assert "3 texts" in found.findings[-1].message
    assert found.outcome == "undecided"
