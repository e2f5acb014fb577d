"""A wrong fact is refused by the name of its field."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from detector.errors import UsageError
from detector.facts import checked_day, checked_episode, checked_facts
from detector.records import Episode


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ({"investment_cny": "30万"}, "investment_cny: '30万' is no whole number from 0"),
        ({"investment_cny": -1}, "investment_cny: -1 "),
        ({"kind": "film"}, "kind: 'film' is none of episode, promo"),
        ({"category": 1}, "category: 1 is none of key, ordinary, other"),
        ({"number": 0}, "number: 0 is no whole number from 1"),
        ({"number": True}, "number: True "),
        ({"episodes": 80.0}, "episodes: 80.0 "),
        ({"published_on": "2026-11-23"}, "published_on: '2026-11-23' is no day"),
        ({"published_on": datetime(2026, 11, 23)}, "published_on: datetime"),
        ({"front_page": "yes"}, "front_page: 'yes' is neither"),
        ({"platform": 3}, "platform: 3 is no text"),
        ({"tittle": "x"}, "tittle: no fact of an episode"),
        ({"id": None}, "id: None is no text"),
        ({"id": ""}, "id: the text is empty"),
        ({"number": np.float64(3)}, "number: 3.0 "),
    ],
)
def test_a_wrong_fact_is_named(fact: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("(", r"\(")) as refused:
        checked_facts(fact)
    assert refused.value.hint


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    for wrong, right in (("tittle", "title"), ("Platform", "platform"), ("investment", "investment_cny")):
        with pytest.raises(UsageError) as refused:
            checked_facts({wrong: "x"})
        assert refused.value.hint.startswith(f"did you mean {right}? known are id, ")


def test_what_is_right_or_not_known_is_taken() -> None:
    known = {"number": 1, "published_on": date(2026, 11, 23), "overlay": False, "title": None}
    assert checked_facts(known) == known


def test_values_of_numpy_are_plain_ones_and_an_empty_text_is_not_known() -> None:
    row = {
        "number": np.int64(3),
        "overlay": np.bool_(True),
        "published_on": np.datetime64("2026-11-23"),
        "kind": np.str_("promo"),
        "platform": " ",
    }
    known = {
        "number": 3,
        "overlay": True,
        "published_on": date(2026, 11, 23),
        "kind": "promo",
        "platform": None,
    }
    checked = checked_facts(row)
    assert checked == known
    assert {type(value).__module__ for value in checked.values()} == {"builtins", "datetime"}


def test_an_episode_is_checked_as_its_facts_are() -> None:
    right = Episode(" ", " .mp4", number=100_000, investment_cny=0)
    assert checked_episode(right) == right
    with pytest.raises(UsageError, match="duration_ms"):
        checked_episode(Episode("a", "a.mp4", duration_ms=0))
    with pytest.raises(UsageError, match=r"video: PosixPath.* is no text") as refused:
        checked_episode(Episode("a", Path("a.mp4")))  # type: ignore[arg-type]
    assert refused.value.hint == "give the path or URL, as text"
    with pytest.raises(UsageError, match="id"):
        checked_episode(Episode(None, "a.mp4"))  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", ["2026-11-01", datetime(2026, 11, 1), 20261101, ""])
def test_a_day_is_a_date(wrong: object) -> None:
    with pytest.raises(UsageError, match=r"as_of: .* is no day"):
        checked_day(wrong)
    assert checked_day(date(2026, 11, 1)) == date(2026, 11, 1)
