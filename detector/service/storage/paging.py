"""Pages of a list, and their opaque cursors: the sort key of a page's last row, encoded."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detector.errors import RequestInvalid


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order of the list, and the cursor of the next page if there is one."""

    rows: Sequence[Mapping[str, Any]]
    cursor: str | None


def page_of(rows: Sequence[Mapping[str, Any]], limit: int, *sort_key: str) -> Page:
    """A page of at most ``limit`` rows; one more was read to see if there is a next page."""
    if len(rows) <= limit:
        return Page(rows, None)
    text = ".".join(str(rows[limit - 1][name]) for name in sort_key)
    return Page(rows[:limit], base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def decode_cursor(cursor: str, limits: Sequence[int]) -> tuple[int, ...]:
    """The sort key in a cursor: for each limit a whole number from 0 to below it.

    The limits are those of the columns: a server refuses larger numbers with an error of its own.
    Raises ``RequestInvalid``.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        sort_key = tuple(map(int, text.split(".")))
    except (ValueError, binascii.Error):
        sort_key = ()
    if len(sort_key) != len(limits) or not all(
        0 <= number < limit for number, limit in zip(sort_key, limits, strict=True)
    ):
        raise RequestInvalid("cursor: not a valid cursor", "pass the cursor of the previous page unchanged")
    return sort_key
