"""The lines from which the marker screen learns, and what the shipped one says of new ones."""

from collections import Counter
from itertools import count, islice
from random import Random

import numpy as np

from detector.marker.cues import may_be_marker
from detector.settings import Settings
from detector.vision.runtime.model_files import Network, model_for
from tests.training.stock import DRAWN
from training.reader.level import blob
from training.screen.draw import lines
from training.screen.texts import ANSWERS, answer, text


def test_texts_with_two_neighbours_of_a_marker_are_never_other_texts() -> None:
    drawn = [text(Random(number)) for number in range(600)]
    answers = [answer(each.kind, each.printed) for each in drawn]
    assert Counter(answers)["marker"] > 200
    assert Counter(answers)["other"] > 200
    others = [each.printed for each, said in zip(drawn, answers, strict=True) if said == "other"]
    assert not any(map(may_be_marker, others))


def test_equal_numbers_give_equal_lines() -> None:
    drawn, again = (list(lines(3, DRAWN, 1)) for _ in range(2))
    assert [line.answer for line in drawn] == [line.answer for line in again]
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(drawn, again, strict=True))


def test_the_shipped_network_loses_no_piece_of_a_marker() -> None:
    """Numbers that are multiples of eight are not learned from."""
    network, settings = Network(model_for("prefilter"), 1), Settings().prefilter
    drawn = list(islice((line for number in count(1) for line in lines(8 * number, DRAWN, 1)), 160))
    shares = {
        name: [network(blob(x.picture))[0] for x in drawn if ANSWERS[x.answer] == name] for name in ANSWERS
    }
    assert all(share[1] < settings.clear for share in shares["marker"])
    assert np.mean([share[0] >= settings.at_once for share in shares["marker"]]) > 0.9
    assert np.mean([share[1] >= settings.clear for share in shares["other"]]) > 0.5
    assert all(share[1] < settings.clear for share in shares["nothing"])
