"""A wrong fact is refused by the name of its field."""

from datetime import date, datetime

import pytest

from detector.errors import UsageError
from detector.facts import check_episode, check_facts
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
    ],
)
def test_a_wrong_fact_is_named(fact: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("(", r"\(")) as refused:
        check_facts(fact)
    assert refused.value.hint


def test_what_is_right_or_not_known_is_taken() -> None:
    check_facts({"number": 1, "published_on": date(2026, 11, 23), "overlay": False, "title": None})


def test_an_episode_is_checked_as_its_facts_are() -> None:
    check_episode(Episode("a", "a.mp4", number=100_000, investment_cny=0))
    with pytest.raises(UsageError, match="duration_ms"):
        check_episode(Episode("a", "a.mp4", duration_ms=0))
    with pytest.raises(UsageError, match="video"):
        check_episode(Episode("a", b"a.mp4"))  # type: ignore[arg-type]
