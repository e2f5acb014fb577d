"""What an entry says of a day."""

from datetime import date

from detector.registry_replies import Alias
from tests.registry.entries import entry

DAY = date(2026, 5, 1)
BEFORE = date(2026, 4, 30)


def test_an_alias_counts_from_its_day_on() -> None:
    renamed = entry(title="春风", aliases=(Alias("不渡", DAY), Alias("渡口")))
    assert renamed.titles_on(BEFORE) == ("春风", "渡口")
    assert renamed.titles_on(DAY) == ("春风", "不渡", "渡口")


def test_a_number_was_valid_before_its_status_began() -> None:
    withdrawn = entry(status="withdrawn", status_since=DAY)
    assert (withdrawn.status_on(BEFORE), withdrawn.status_on(DAY)) == ("valid", "withdrawn")
    assert entry(status="withdrawn").status_on(BEFORE) == "withdrawn"
