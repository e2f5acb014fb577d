"""How likely a text is, against the sum over all ways to spell it."""

from itertools import groupby, product
from math import log

import numpy as np
import pytest

from detector.vision.recognition.ctc import log_likelihoods, peaks

STEPS = np.array([[0.5, 0.4, 0.1], [0.2, 0.3, 0.5], [0.6, 0.1, 0.3], [0.1, 0.7, 0.2]])


def spelled_out(text: tuple[int, ...]) -> float:
    """The likelihood by its definition: every path whose runs, without blanks, are the text."""
    total = 0.0
    for path in product(range(3), repeat=len(STEPS)):
        if tuple(number for number, _ in groupby(path) if number) == text:
            total += float(np.prod([step[number] for step, number in zip(STEPS, path, strict=True)]))
    return total


TEXTS = [(), (1,), (2,), (1, 2), (1, 1), (2, 1, 2), (1, 2, 1, 2)]


def test_each_text_has_the_sum_of_its_paths() -> None:
    found = log_likelihoods(STEPS, TEXTS)
    assert found == pytest.approx([log(spelled_out(text)) for text in TEXTS])


def test_all_texts_together_are_certain() -> None:
    every = [text for size in range(5) for text in product((1, 2), repeat=size)]
    assert np.exp(log_likelihoods(STEPS, every)).sum() == pytest.approx(1.0)


def test_a_text_longer_than_the_steps_is_out_of_the_question() -> None:
    assert log_likelihoods(STEPS, [(1, 2, 1, 2, 1)])[0] < -1e6


def test_each_character_has_its_surest_step() -> None:
    spelled = np.array(
        [[0.1, 0.7, 0.2], [0.1, 0.8, 0.1], [0.9, 0.1, 0.0], [0.3, 0.6, 0.1], [0.2, 0.3, 0.5]], np.float32
    )
    assert peaks(spelled) == [1, 3, 4]
    assert peaks(np.array([[1.0, 0.0]], np.float32)) == []
