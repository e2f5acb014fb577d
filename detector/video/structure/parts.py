"""What all kinds of containers have in common: bytes that are read, and what is said of them."""

from dataclasses import dataclass
from typing import Protocol

MAX_PARTS = 300_000
"""Parts of a file that are looked at; one with more is not said to be damaged."""
HEAD_BYTES = 64 * 2**10
_PIECE_BYTES = 2**20


class Bytes(Protocol):
    """What can be read and sought in."""

    def read(self, count: int = -1, /) -> bytes:
        """So many bytes from here, fewer at the end."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte, from the start (0), from here (1) or from the end (2); gives that place."""

    def tell(self) -> int:
        """The next byte that is read."""


@dataclass(frozen=True, slots=True)
class Structure:
    """``ends_early``: it stops inside one of its parts. ``broken_at``: where what follows is no part."""

    ends_early: bool
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the header of a file says: its length in ms, and whether it is written in fragments."""

    stated_ms: int | None = None
    is_fragmented: bool = False


def read_at(file: Bytes, place: int, count: int) -> bytes:
    """So many bytes from a place, fewer at the end; none from a place that no file has."""
    try:
        file.seek(place)
    except (OSError, OverflowError):  # a size may point so far that no file has such a place
        return b""
    return file.read(count)


def holds_data(file: Bytes, at: int) -> bool:
    """Whether a file goes on with more than zeros, which fill some up: these may have been parts."""
    while piece := read_at(file, at, _PIECE_BYTES):
        if any(piece):
            return True
        at += len(piece)
    return False
