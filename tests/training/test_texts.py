"""What the marker reader's lines say, and what a reader should print for it."""

from random import Random

import pytest

from detector.law.tables.loader import shipped
from detector.law.text.parser import parse
from detector.marker.normalize import fold
from detector.records import Marker
from training.reader.alphabet import BRACKETS, OTHER, alphabet, classes, label
from training.reader.texts import everything, marker, text


def test_each_character_has_one_class_and_none_is_the_blank() -> None:
    assert len(set(alphabet())) == len(alphabet())
    assert sorted(classes().values()) == list(range(1, len(alphabet()) + 1))
    assert alphabet()[-2:] == (OTHER, " ")  # a network's file lists all but the space, which readers add last


def test_all_names_of_the_tables_can_be_read() -> None:
    laws = shipped()
    names = [row.abbreviation for row in laws.issuers] + [row.prefix for row in laws.prefixes]
    names += [form for row in laws.series for form in (row.series, *row.other_forms)]
    assert [label(name) for name in names] == names


def test_what_is_printed_is_what_is_read() -> None:
    assert label("（浙）网微剧备字（2O24）第００123号") == "（浙）网微剧备字（2O24）第00123号"
    assert label("〔沪〕冈徽剧各宇") == "〔沪〕冈徽剧各宇"
    assert label("那天 かな") == f"{OTHER}天 {OTHER}{OTHER}"


@pytest.mark.parametrize("pair", BRACKETS)
def test_brackets_are_known_from_each_other(pair: str) -> None:
    assert label(pair) == pair


def test_most_markers_are_markers_to_the_law() -> None:
    dice = Random(5)
    printed = [marker(dice) for _ in range(200)]
    known = [line for line in printed if any(isinstance(found, Marker) for found in parse(label(line)))]
    assert len(known) > 150, [line for line in printed if line not in known][:5]


def test_texts_are_made_of_what_fonts_are_asked_for() -> None:
    dice, known = Random(6), set(everything())
    for _ in range(500):
        said = text(dice)
        assert set(said.printed) <= known, said
        assert said.printed.strip(), said


def test_equal_dice_give_equal_texts() -> None:
    assert [text(Random(7)) for _ in range(3)] == [text(Random(7)) for _ in range(3)]


def test_no_digit_is_likelier_than_another() -> None:
    dice = Random(8)
    serials = "".join(fold(marker(dice)).text.rpartition("第")[2] for _ in range(2000))
    counts = [serials.count(digit) for digit in "0123456789"]
    assert min(counts) > 0.85 * max(counts)
