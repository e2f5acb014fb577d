"""The truth is true: what a clip of the extended benchmark claims is what it shows."""

from io import StringIO
from random import Random

import numpy as np
import pytest
from rich.console import Console

from detector.law.text.parser import parse
from detector.records import Marker, NearMiss
from tests.accuracy.extended.clip import Clip, Split, Take
from tests.accuracy.extended.kinds import KINDS, draw
from tests.accuracy.extended.legibility import frame_at
from tests.accuracy.extended.stock import stock_of
from tests.accuracy.fetch_faces import listed
from tests.accuracy.stock import Stock
from tests.drawing.faces import COMMITTED

SPLITS: tuple[Split, ...] = ("tuned", "held-out")
VARIANTS = [(kind.name, variant) for kind in KINDS.values() for variant in (*kind.tuned, *kind.held_out)]
_STANDING_COVERS = ["hidden-box.black", "hidden-box.white", "hidden-box.grey", "end-gone.first-covered"]
_PASSING = ["passing-object.to-and-fro", "passing-object.slowly-by"]


def _made(name: str, seed: int = 3) -> Clip:
    kind, _, variant = name.partition(".")
    return KINDS[kind].make(Take(name, kind, variant, 0, Random(f"{name}-{seed}"), Stock()))


@pytest.mark.parametrize(("kind", "variant"), VARIANTS, ids=[".".join(pair) for pair in VARIANTS])
def test_what_is_printed_is_to_the_law_what_the_truth_says(kind: str, variant: str) -> None:
    truth = _made(f"{kind}.{variant}").truth
    found = parse(truth.printed.replace("\n", ""))
    if truth.number is not None:
        assert [record.number for record in found if isinstance(record, Marker)] == [truth.number]
    elif truth.nature in ("misprint", "unbracketed"):
        assert found
        assert all(isinstance(record, NearMiss) for record in found)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.family == "hidden"])
@pytest.mark.parametrize("split", SPLITS)
def test_what_is_hidden_lies_in_the_picture(kind: str, split: Split) -> None:
    for variant in KINDS[kind].variants(split):
        clip = _made(f"{kind}.{variant}")
        assert clip.truth.hidden
        for box in clip.truth.hidden:
            assert 0 <= box.left < box.right <= clip.size[0]
            assert 0 <= box.top < box.bottom <= clip.size[1]


@pytest.mark.parametrize("name", [*_STANDING_COVERS, *_PASSING])
def test_a_covered_digit_is_covered_all_the_time(name: str) -> None:
    clip = _made(name)
    (cell,) = clip.truth.hidden
    digit = (
        slice(round(cell.top) + 1, round(cell.bottom) - 1),
        slice(round(cell.left) + 1, round(cell.right) - 1),
    )
    for share in np.linspace(0, 0.99, 12):
        seen = frame_at(clip, 1000 * clip.seconds * share)[digit]
        assert seen.size
        assert np.ptp(seen.reshape(-1, 3), axis=0).max() == 0, f"something shows at {share:.2f}"


def test_a_number_that_is_told_digit_by_digit_is_whole_in_the_end_only() -> None:
    for name in ("reveal.moving-on", "late-digit.moving-on", "covered-first.box", "counter.up"):
        clip = _made(name)
        first, last, end = (
            frame_at(clip, ms) for ms in (0.0, 1000 * clip.seconds - 500, 1000 * clip.seconds - 40)
        )
        still = _made(name)
        assert (first != last).any(), name
        assert (frame_at(still, 1000 * clip.seconds - 40) == end).all(), "equal dice give equal pictures"


def test_each_family_and_each_kind_has_tuned_and_held_out_variants() -> None:
    for kind in KINDS.values():
        assert kind.tuned, kind.name
        assert kind.held_out, kind.name
        assert not set(kind.tuned) & set(kind.held_out), kind.name


def test_no_face_is_in_both_splits() -> None:
    said = StringIO()
    tuned, held_out = (stock_of(split, None, None, Console(file=said, width=200)) for split in SPLITS)
    assert not set(tuned.faces) & set(held_out.faces)
    assert set(COMMITTED) <= {*tuned.faces, *held_out.faces}
    assert "free faces are not here" in said.getvalue()
    names = [face.name for face in listed()]
    assert len(names) == len(set(names)) >= 15


def test_a_clip_depends_on_its_seed_and_number_alone() -> None:
    first, again, other = (draw(KINDS["neon"], "tuned", seed, 0, Stock()).truth for seed in (5, 5, 6))
    assert first == again
    assert first != other
