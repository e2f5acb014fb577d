"""Cells that a spreadsheet would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.formula_escaping import FORMULA, inert, plain


@pytest.mark.parametrize("sign", FORMULA)
def test_no_cell_begins_like_a_formula(sign: str) -> None:
    assert inert(f"{sign}cmd|' /C calc'!A0").startswith("'")


@given(st.text(max_size=6))
def test_what_was_made_inert_comes_back(text: str) -> None:
    assert not inert(text).startswith(FORMULA)
    if not text.startswith("'"):
        assert plain(inert(text)) == text
