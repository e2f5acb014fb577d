"""Characters that are taken for one another."""

from detector.marker.confusables import BRACKET_LIKE, DIGIT_LIKE, MEASURED
from detector.marker.normalize import fold_text


def test_what_was_measured_is_in_order_and_counts_go_together() -> None:
    shares = [row.times / row.of for row in MEASURED]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < row.times <= row.of for row in MEASURED)


def test_nothing_is_confused_with_itself_in_another_form() -> None:
    pairs = [(row.printed, row.read) for row in MEASURED] + list(DIGIT_LIKE.items())
    pairs += [(bracket, letter) for bracket in "()" for letter in BRACKET_LIKE]
    assert all(fold_text(one) != fold_text(other) for one, other in pairs)
    assert len({(row.printed, row.read) for row in MEASURED}) == len(MEASURED)
