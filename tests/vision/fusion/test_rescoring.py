"""What is rescored of a place that may show a lawful number or a misprint of it."""

import numpy as np
import pytest

from detector.records import Sighting
from detector.vision.fusion.rescoring import ODDS, Candidate, rescored

READ, LAWFUL = "(浙) 网微剧各字（2024）第00123号", "(浙)网微剧备字(2024)第00123号"
QUAD = ((0, 0), (400, 0), (400, 30), (0, 30))
SIGHTING = Sighting(READ, 0.95, 0, 2000, QUAD, 5, (0.97,) * len(READ))
CLAIMS = (Candidate("(浙)网微剧各字(2024)第00123号", 1), Candidate(LAWFUL, 2))


def after(loss: float, candidates: tuple[Candidate, ...] = CLAIMS) -> Sighting:
    """What is rescored where the pictures hold the text as read so much likelier than the lawful one."""
    return rescored(SIGHTING, candidates, np.array([[-1.0, -1.0 - loss], [-3.0, -3.0 - loss]]))


def test_a_number_is_rescored_where_the_misprint_is_hardly_likelier_but_its_letter_is_not_sure() -> None:
    found = after(2.0)
    assert found.text == "(浙) 网微剧备字（2024）第00123号"
    assert found.characters[found.text.index("备")] < 0.1
    assert found.characters[0] == 0.97
    assert found.alternatives[0].text == CLAIMS[0].text


def test_a_letter_that_the_pictures_hold_much_likelier_is_sure() -> None:
    found = after(-4.0)
    assert found.characters[found.text.index("备")] == pytest.approx(1 / (1 + np.exp(1.0 - 4.0)), abs=2e-4)


def test_a_digit_in_the_place_of_a_letter_is_no_surer_than_the_letter_leaves_it() -> None:
    printed = "（浙）网微剧备字（2O24）第1号"
    sure = tuple(0.75 if letter == "O" else 0.99 for letter in printed)
    read = Sighting(printed, 0.97, 0, 2000, QUAD, 5, sure)
    candidates = (Candidate("(浙)网微剧备字(2O24)第1号", 1), Candidate("(浙)网微剧备字(2024)第1号", 2, "a"))
    found = rescored(read, candidates, np.array([[-4.0, 0.0]]))
    assert found.text == "（浙）网微剧备字（2024）第1号"
    assert found.characters[10] == 0.25


def test_the_cells_of_a_column_settle_brackets_alone() -> None:
    likelihoods = np.array([[0.0, 0.0]])
    assert rescored(SIGHTING, CLAIMS, likelihoods, column=True).text == READ
    assert rescored(SIGHTING, CLAIMS, likelihoods, column=False).text != READ
    for stroke in ("1", "Ⅰ", "工"):
        read = Sighting(f"（浙{stroke}网微剧备字（2024）第1号", 0.9, 0, 2000, QUAD, 5, (0.99,) * 17)
        candidates = (
            Candidate(f"(浙{stroke}网微剧备字(2024)第1号", 0),
            Candidate("(浙)网微剧备字(2024)第1号", 2, "a"),
        )
        assert rescored(read, candidates, likelihoods, column=True).text == "（浙）网微剧备字（2024）第1号"


def test_a_printed_misprint_stays_one() -> None:
    found = after(12.0)
    assert (found.text, found.alternatives) == (READ, ())
    assert found.characters[READ.index("各")] > 0.999


def test_what_lies_between_is_told_with_its_doubt() -> None:
    found = after(ODDS + 0.5)
    assert found.text == READ
    assert found.characters[READ.index("各")] == pytest.approx(0.62, abs=0.01)
    assert found.characters[0] == 0.97
    assert found.alternatives[0].text == LAWFUL


def test_a_digit_is_no_surer_than_it_was_read_and_what_claims_agree_on_stays() -> None:
    candidates = (
        Candidate("(浙)网微剧各字(2024)第00123号", 1),
        Candidate("(浙)网微剧各字(2024)第00128号", 1),
    )
    found = rescored(SIGHTING, candidates, np.array([[0.0, -9.0]]))
    assert found.characters == SIGHTING.characters


def test_a_lost_bracket_makes_its_neighbour_doubtful_or_comes_back() -> None:
    read = Sighting("浙网微剧备字（2024）第1号", 0.9, 0, 2000, QUAD, 5, (0.99,) * 15)
    candidates = (Candidate("浙网微剧备字(2024)第1号", 1), Candidate("(浙)网微剧备字(2024)第1号", 2))
    back = rescored(read, candidates, np.array([[0.0, 2.0]]))
    assert back.text == "(浙)网微剧备字（2024）第1号"
    doubtful = rescored(read, candidates, np.array([[0.0, -ODDS - 0.3]]))
    assert doubtful.text == read.text
    assert min(doubtful.characters[:2]) == pytest.approx(0.57, abs=0.01)
    assert doubtful.characters[-1] == 0.99


def test_spellings_of_one_number_do_not_contest_each_other() -> None:
    number = "（浙）网微剧备字（2024）第00123号"
    read = Sighting(number, 0.9, 0, 2000, QUAD, 5, (0.9,) * len(number))
    candidates = (
        Candidate(LAWFUL, 2, number),
        Candidate(LAWFUL[1:], 2, number),
        Candidate("(浙)网微剧备字20241第00123号", 0),
    )
    found = rescored(read, candidates, np.array([[-1.0, -0.5, -2.0]]))
    assert (found.text, found.characters[0]) == (number, 0.9)
    assert found.characters[number.index("）第")] > 0.99, "a stroke for a bracket is weighed"
    assert found.alternatives == ()


@pytest.mark.parametrize(("likelier", "is_bracketed"), [(ODDS - 0.1, True), (ODDS + 0.1, False)])
def test_a_number_whose_brackets_were_lost_gets_them_back(likelier: float, is_bracketed: bool) -> None:
    number = "（浙）网微剧备字（2024）第1号"
    bare = number[1:2] + number[3:]
    read = Sighting(bare, 0.9, 0, 2000, QUAD, 5, (0.9,) * len(bare))
    candidates = (
        Candidate("浙网微剧备字(2024)第1号", 1, number),
        Candidate("(浙)网微剧备字(2024)第1号", 2, number),
    )
    found = rescored(read, candidates, np.array([[0.0, -likelier]]))
    assert found.text.startswith("(浙)") is is_bracketed
    assert found.characters[found.text.index("浙")] == 0.9, "the number is not in doubt for it"
    assert [other.text.startswith("(") for other in found.alternatives] == [not is_bracketed]


def test_a_bracket_that_comes_back_is_of_its_mates_style() -> None:
    read = Sighting("【浙1网微剧备字2024〕第1号", 0.9, 0, 2000, QUAD, 5, (0.99,) * 16)
    candidates = (Candidate("(浙1网微剧备字2024)第1号", 0), Candidate("(浙)网微剧备字(2024)第1号", 2))
    assert rescored(read, candidates, np.array([[0.0, 0.0]])).text == "【浙】网微剧备字〔2024〕第1号"


@pytest.mark.parametrize(("loss", "text"), [(4.8, "(浙) 网微剧备字（2024）第00123号"), (5.0, READ)])
def test_a_misprint_is_told_from_a_misreading_by_how_much_likelier_it_is(loss: float, text: str) -> None:
    assert after(loss).text == text


@pytest.mark.parametrize(("best", "told"), [(-24.9, True), (-25.1, False)])
def test_pictures_that_show_none_of_it_tell_nothing(best: float, told: bool) -> None:
    found = rescored(SIGHTING, CLAIMS, np.array([[best - 20, best]]))
    assert (found is not SIGHTING) is told
