"""What the referee calls wrong, unsafe, named."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from detector.records import Coverage, Episode, Opening, ScanResult, Sighting
from detector.scanner import Scanner, judge
from detector.settings import Settings
from tests.accuracy.extended.clip import Clip, Take
from tests.accuracy.extended.grade import THRESHOLDS, _names, grade
from tests.accuracy.extended.kinds import KINDS
from tests.accuracy.extended.lettering import Box
from tests.accuracy.extended.run import Bench
from tests.accuracy.grade import AS_OF
from tests.accuracy.stock import Stock

SETTINGS = Settings()


def _clip(name: str) -> Clip:
    kind, _, variant = name.partition(".")
    return KINDS[kind].make(Take(name, kind, variant, 0, Random(name), Stock()))


def _read_as(text: str, sure: float = 0.999) -> ScanResult:
    """The verdict on an opening in which a text was read."""
    sighting = Sighting(text, sure, 0, 3_000, ((0, 0), (9, 0), (9, 9), (0, 9)), 7, (sure,) * len(text))
    coverage = Coverage(4_000, SETTINGS.decode.window_ms, sound_frames=8)
    opening = Opening("", SETTINGS.decode.window_ms, 720, 1280, 8, 0, 8, (sighting,), coverage=coverage)
    return judge(Episode("a", "a"), opening, SETTINGS, AS_OF)


def test_a_shorter_number_that_passes_is_a_wrong_pass() -> None:
    clip = _clip("hidden-gap.one-digit")
    number = clip.truth.number
    assert number is not None
    shorter = number.replace("号", "")[:-1] + "号"
    row = grade(clip, "hidden", "tuned", _read_as(shorter), SETTINGS)
    assert (row.mark, row.passed_wrongly, row.named) == ("wrong", True, False)
    assert row.confidences[0][1] is False


def test_the_true_number_passed_without_being_seen_is_unsafe() -> None:
    clip = _clip("hidden-gap.one-digit")
    row = grade(clip, "hidden", "tuned", _read_as(clip.truth.number or ""), SETTINGS)
    assert (row.mark, row.passed_wrongly) == ("unsafe", False)
    assert row.confidences[0][1] is False


def test_an_honest_number_is_exact_and_each_threshold_is_judged() -> None:
    clip = _clip("neon.cyan")
    row = grade(clip, "looks", "tuned", _read_as(clip.truth.number or "", 0.96), SETTINGS)
    assert (row.mark, row.outcome, row.is_honest) == ("exact", "pass", True)
    sure = row.confidences[0][0]
    given = dict(zip(THRESHOLDS, row.outcomes, strict=True))
    assert {given[one] for one in THRESHOLDS if one <= sure} == {"pass"}
    assert {given[one] for one in THRESHOLDS if one > sure} == {"undecided"}


def test_a_printed_letter_taken_for_a_digit_is_repaired() -> None:
    clip = _clip("printed-letter.O")
    reported = grade(clip, "numbers", "tuned", _read_as(clip.truth.printed), SETTINGS)
    repaired = grade(clip, "numbers", "tuned", _read_as(clip.truth.printed.replace("O", "0")), SETTINGS)
    assert (reported.mark, reported.repaired) == ("reported", False)
    assert (repaired.mark, repaired.repaired, repaired.passed_wrongly) == ("wrong", True, True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda box: box, True),
        (lambda box: box.grown(4), True),
        (lambda box: box.moved(3 * (box.bottom - box.top), 3 * (box.bottom - box.top)), False),
        (lambda box: Box(box.left - 300, box.top, box.right + 300, box.bottom), False),
    ],
    ids=["itself", "a little larger", "elsewhere", "the whole row"],
)
def test_a_place_is_named_where_it_meets_what_is_hidden(change: object, *, named: bool) -> None:
    clip = _clip("hidden-box.black")
    assert callable(change)
    assert _names(change(clip.truth.hidden[0]), clip) is named


def test_a_row_is_kept_and_not_measured_again(tmp_path: Path) -> None:
    bench = Bench(Stock(), tmp_path, Scanner(SETTINGS))
    first = bench.measure(("neon", "tuned", 5, 0))
    assert first.grade.mark != "error", first.grade.read
    assert replace(bench, scanner=bench.scanner).measure(("neon", "tuned", 5, 0)) == first
    assert len(list((tmp_path / "rows").iterdir())) == 1
