"""From the cells of a catalogue to the fields of an episode; a reader raises ``ValueError`` that says why."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from detector.registry.importing import cell_values
from detector.registry.importing.cell_values import key


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(
        resources.files("detector.auditor").joinpath("data", "headings.toml").read_text("utf-8")
    )


def known_fields() -> dict[str, str]:
    """Heading, as :func:`detector.registry.importing.cell_values.key` gives it → field."""
    return {key(name): field for field, names in _table().items() if field != "words" for name in names}


def _word(field: str, cell: object) -> str:
    told = key(cell_values.text(cell))
    for value, words in _table()["words"][field].items():
        if told in map(key, words):
            return str(value)
    known = ", ".join(_table()["words"][field])
    raise ValueError(f"{cell_values.text(cell)!r} is none of {known}")


def _flag(cell: object) -> bool:
    return cell if isinstance(cell, bool) else _word("yes", cell) == "yes"


def _theme(cell: object) -> bool | str:
    """Yes or no, or whether the named theme is a special one; empty for another name: that says nothing."""
    if isinstance(cell, bool):
        return cell
    told = key(cell_values.text(cell))
    if any(key(word) in told for word in _table()["words"]["special_theme"]["special"]):
        return True
    try:
        return _flag(cell)
    except ValueError:
        return ""


def _count(cell: object) -> int:
    found = cell_values.count(cell_values.text(cell).removeprefix("第"))
    if found < 1:
        raise ValueError(f"{cell_values.text(cell)!r} is no count from 1")
    return found


def _milliseconds(cell: object, unit: str) -> int:
    seconds = unit.startswith("duration") and not unit.endswith("ms")
    return cell_values.milliseconds(cell, "s" if seconds else unit)


def _plain(read: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
    return lambda cell, _unit: read(cell)


CELL_PARSERS: dict[str, Callable[[Any, str], Any]] = {
    **{
        name: _plain(read)
        for name, read in {
            **dict.fromkeys(
                ("id", "video", "title", "series", "platform", "claimed_number", "producer_province"),
                cell_values.text,
            ),
            **dict.fromkeys(("front_page", "promotion", "overlay"), _flag),
            "special_theme": _theme,
            **dict.fromkeys(("number", "episodes"), _count),
            "category": cell_values.choice("category"),
            "production": cell_values.choice("production"),
            "published_on": cell_values.day,
            "kind": lambda cell: _word("kind", cell),
        }.items()
    },
    "investment_cny": cell_values.yuan,
    "duration_ms": _milliseconds,
}
"""Field of an episode → reader of a cell and of the unit in its heading."""
