"""Opaque cursors of paged lists: the sort key of a page's last row, encoded."""

import base64
import binascii
from collections.abc import Sequence

from detector.errors import RequestInvalid


def encode_cursor(*sort_key: int) -> str:
    """The cursor after the row with this sort key."""
    text = ".".join(map(str, sort_key))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, limits: Sequence[int]) -> tuple[int, ...]:
    """The sort key in a cursor: one whole number for each limit, from 0 to below it.

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
