"""The known name that a wrong one is nearly, to be told in a hint."""

from collections.abc import Iterable


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """``did you mean …? ``, to stand before the rest of a hint; nothing where no name is near."""
    from difflib import get_close_matches  # noqa: PLC0415  (1 ms of each start, for a wrong name alone)

    by_lower = {name.lower(): name for name in known}
    begun = [name for name in by_lower if wrong and name.startswith(wrong.lower())]
    near = begun or get_close_matches(wrong.lower(), by_lower, n=1)
    return f"did you mean {by_lower[near[0]]}? " if near else ""
