"""One number in many sightings becomes one marker; pieces of it go, contradictions stay."""

from dataclasses import replace

import pytest

from detector.law.evidence.aggregate import aggregate_sightings
from detector.records import Marker, NearMiss, Opening, Quad, Sighting
from detector.settings.vision import FusionSettings
from detector.vision.fusion.multiline import multiline
from tests.law.cases import hidden_at, quad_at, sighting

NORMAL = "（浙）网微剧备字（2024）第00123号"
HEAD = "（浙）网微剧备字"


def seen(*sightings: Sighting) -> tuple[tuple[Marker, ...], tuple[NearMiss, ...]]:
    return aggregate_sightings(Opening("0" * 64, 15_000, 720, 1280, 31, 0, 14_500, sightings))


def test_the_surest_sighting_gives_print_and_place_all_give_the_times() -> None:
    ((found,), misses) = seen(
        sighting("〔浙〕网微剧备字〔2024〕第00123号", 1, 0.7, times=(0, 1_000)),
        sighting(NORMAL, 2, 0.9, times=(2_000, 4_000)),
    )
    assert misses == ()
    assert (found.printed, found.confidence, found.quad) == (NORMAL, 0.9, quad_at(2))
    assert (found.first_ms, found.last_ms) == (0, 4_000)


def test_equally_sure_the_print_in_one_row_is_taken_in_any_order() -> None:
    stack, row = sighting(f"{HEAD}\n（2024）第00123号", 1), sighting(NORMAL, 1)
    assert seen(stack, row)[0][0].printed == seen(row, stack)[0][0].printed == NORMAL


def test_the_head_line_of_a_stacked_number_is_dropped() -> None:
    markers, misses = seen(sighting(HEAD, 1), sighting(f"{HEAD}\n（2024）第00123号", 1))
    assert [marker.number for marker in markers] == [NORMAL]
    assert misses == ()


def test_a_piece_in_another_place_or_time_stays() -> None:
    _, elsewhere = seen(sighting(HEAD, 1), sighting(NORMAL, 9))
    _, later = seen(sighting(HEAD, 1, times=(9_000, 9_500)), sighting(NORMAL, 1))
    assert [miss.reason for miss in (*elsewhere, *later)] == ["truncated", "truncated"]


def test_a_piece_read_during_a_fade_is_dropped() -> None:
    _, misses = seen(
        sighting("（浙）网微剧备字（2024）第0", 1, times=(0, 500)),
        sighting(NORMAL, 1, times=(1_000, 4_000)),
    )
    assert misses == ()


def test_two_readings_that_differ_in_a_digit_stay_two() -> None:
    markers, _ = seen(sighting(NORMAL, 1), sighting("（浙）网微剧备字（2024）第00128号", 1, 0.4))
    assert len(markers) == 2


def test_a_near_miss_with_another_digit_stays() -> None:
    _, misses = seen(sighting(NORMAL, 1), sighting("（浙）网微剧备字（2024）第00128", 1))
    assert [miss.reason for miss in misses] == ["no-号"]


def test_one_near_miss_in_many_sightings_is_one() -> None:
    _, (miss,) = seen(
        sighting("网微剧上字(2026)第001号", 1, 0.8, times=(0, 500)),
        sighting("网微剧上字(2026)第001号", 5, 0.9, times=(900, 3_000)),
        sighting("网微剧上字（2026）第001号", 1, 0.7, times=(0, 500)),
    )
    assert (miss.confidence, miss.first_ms, miss.last_ms, miss.quad) == (0.9, 0, 3_000, quad_at(5))


def test_nothing_in_nothing_out() -> None:
    assert seen() == ((), ())
    assert seen(sighting("本故事纯属虚构")) == ((), ())


def test_nobody_needs_to_be_sure_of_a_space() -> None:
    text = "（浙） 网微剧备字（2024）第00123号"
    characters = tuple(0.4 if character == " " else 0.97 for character in text)
    ((found,), _) = seen(replace(sighting(text, 1), characters=characters))
    assert (found.number, found.confidence) == (NORMAL, 0.97)


UNBRACKETED = "优酷网微剧备字〔2026〕第87728号"
BRACKETED = "（优酷）网微剧备字〔2026〕第87728号"


def brackets_of(*sightings: Sighting) -> str:
    opening = Opening("0" * 64, 15_000, 720, 1280, 31, 0, 31, sightings)
    ((found,), _) = aggregate_sightings(opening, min_confidence=0.9)
    return found.brackets


def test_brackets_are_printed_where_one_sure_sighting_has_them() -> None:
    assert brackets_of(sighting(UNBRACKETED, 1)) == "none"
    assert brackets_of(sighting(UNBRACKETED, 1), sighting(BRACKETED, 2)) == "printed"
    assert brackets_of(sighting(UNBRACKETED, 1), sighting(BRACKETED, 2, 0.5)) == "unknown"
    assert brackets_of(sighting(UNBRACKETED, 1, 0.89)) == "unknown"


def test_a_row_that_goes_on_to_the_left_makes_an_unbracketed_issuer_no_name_of_its_own() -> None:
    row = replace(sighting("优酷网微剧备字", 1), quad=quad_at(1, left=200))
    stack = replace(sighting("优酷网微剧备字\n〔2026〕第87728号", 1), quad=quad_at(1, 70))
    before = replace(sighting("腾讯", 1), quad=quad_at(1, right=195))
    label = replace(before, text="备案号：")
    assert [marker.number for marker in seen(row, stack, label)[0]] == ["（优酷）网微剧备字（2026）第87728号"]
    markers, misses = seen(row, stack, before)
    assert markers == ()
    assert "no-brackets" in {miss.reason for miss in misses}


def test_hidden_places_of_a_row_count_in_the_stack_that_holds_it() -> None:
    rear = replace(sighting("（2024）第00123号", 2), hidden=hidden_at(12))
    head = replace(sighting(HEAD, 1), quad=quad_at(1, 38))
    markers, misses = seen(head, rear, *multiline([head, rear], FusionSettings()))
    assert markers == ()
    assert [(miss.printed, miss.reason) for miss in misses] == [
        (f"{HEAD}\n（2024）第00123号", "hidden-character")
    ]
    assert misses[0].hidden == (rear.hidden[0].quad,)


def test_an_incomplete_number_keeps_its_reason_and_has_its_places() -> None:
    covered = replace(sighting("（浙）网微剧备字（2024）第001", 1), hidden=hidden_at(18))
    _, (miss,) = seen(covered)
    assert (miss.reason, miss.hidden) == ("no-号", (covered.hidden[0].quad,))


@pytest.mark.parametrize(
    ("text", "quad", "place"),
    [
        (
            "（浙）网微剧备字（2024）第001",
            ((100, 50), (420, 50), (420, 70), (100, 70)),
            ((410, 50), (440, 50), (440, 70), (410, 70)),
        ),
        (
            "（浙）网微剧备字（2024）第",
            ((50, 100), (70, 100), (70, 420), (50, 420)),
            ((50, 410), (70, 410), (70, 440), (50, 440)),
        ),
    ],
)
def test_where_a_number_that_breaks_off_may_go_on(text: str, quad: Quad, place: Quad) -> None:
    _, (miss,) = seen(replace(sighting(text, 1), quad=quad))
    assert miss.hidden == (place,)


@pytest.mark.parametrize(
    "text", ["（浙）网微剧备字", "（浙）网微剧备字（2024）第001 出品", "（2024）第00123号"]
)
def test_what_goes_on_elsewhere_has_no_place_of_its_own(text: str) -> None:
    _, misses = seen(sighting(text, 1))
    assert [miss.hidden for miss in misses] == [()]


def test_a_near_miss_with_and_without_a_hidden_place_is_the_same_in_any_order() -> None:
    bare = sighting("网微剧备字(2026)第001号", 1)
    covered = replace(bare, hidden=hidden_at(0))
    assert seen(bare, covered) == seen(covered, bare)


@pytest.mark.parametrize(("after", "is_marker"), [(10, True), (11, True), (17, False), (1, False)])
def test_a_year_of_four_digits_hides_none(after: int, is_marker: bool) -> None:
    markers, misses = seen(replace(sighting(NORMAL, 1), hidden=hidden_at(after)))
    assert ([marker.number for marker in markers], len(misses)) == ([NORMAL] * is_marker, not is_marker)
