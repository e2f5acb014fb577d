"""Pages of lists and their cursors."""

import base64

import pytest

from detector.errors import RequestInvalid
from detector.service.storage.paging import decode_cursor, page_of

ROWS = [{"rank": rank, "seq": 10 - rank} for rank in range(4)]
LIMITS = (100, 2**63)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_cursor_is_there_only_with_a_next_page_and_has_the_last_row_s_key() -> None:
    page = page_of(ROWS, 3, "rank", "seq")
    assert page.rows == ROWS[:3]
    assert page.cursor
    assert decode_cursor(page.cursor, LIMITS) == (2, 8)
    assert page_of(ROWS, 4, "rank", "seq").cursor is None


@pytest.mark.parametrize("text", ["", "1", "1.2.3", "1.x", "-1.2", "100.2", f"1.{2**63}"])
def test_what_is_no_sort_key_of_the_list_is_refused(text: str) -> None:
    with pytest.raises(RequestInvalid, match="cursor: "):
        decode_cursor(encoded(text), LIMITS)


@pytest.mark.parametrize("cursor", ["!", "é", "A"])
def test_what_is_no_encoding_is_refused(cursor: str) -> None:
    with pytest.raises(RequestInvalid, match="cursor: "):
        decode_cursor(cursor, LIMITS)
