"""A number is settled when it has stood unchanged for long enough."""

import pytest

from detector.vision.tracking.settling import Settling


@pytest.mark.parametrize(("at_ms", "is_settled"), [(1_599, False), (1_600, True)])
def test_it_settles_after_so_long(at_ms: int, is_settled: bool) -> None:
    settling = Settling(1_200)
    settling.note(["12"], 400)
    assert settling.is_settled(at_ms) == is_settled


def test_another_text_begins_anew_and_the_newest_counts() -> None:
    settling = Settling(1_200)
    settling.note(["12"], 0)
    settling.note(["12", "other"], 800)
    assert settling.stood_ms(1_200) == 400
    settling.note(["123"], 1_200)
    assert settling.stood_ms(1_200) == 0


def test_a_text_that_was_away_begins_anew() -> None:
    settling = Settling(1_200)
    settling.note(["12"], 0)
    settling.note([], 400)
    settling.note(["12"], 800)
    assert settling.stood_ms(1_200) == 400


def test_what_has_settled_is_asked_of_where_something_was_read_and_now_and_then() -> None:
    settling = Settling(1_200)
    settling.note(["12"], 0)
    asked = [at_ms for at_ms in range(0, 4_001, 400) if settling.is_to_ask(at_ms, was_read=at_ms == 3_600)]
    assert asked == [0, 400, 800, 2_000, 3_200, 3_600]
