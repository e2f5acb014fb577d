"""From the cells of a catalogue to the fields of an episode. A parser raises ``ValueError`` that says why."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import fuzz, process

from detector.registry.importing import cell_values
from detector.registry.importing.cell_values import key, text

_LIKE = 60
"""Percent of alike characters from which a heading may be a misspelt one: chosen, not measured."""


@cache
def _table() -> dict[str, Any]:
    file = resources.files("detector.auditor").joinpath("data", "headings.toml")
    return tomllib.loads(file.read_text("utf-8"))


_YES_OR_NO = cell_values.choice_of(_table()["words"]["yes"])


def known_fields() -> dict[str, str]:
    """Heading, as :func:`detector.registry.importing.cell_values.key` gives it → field."""
    return {key(name): field for field, names in _table().items() if field != "words" for name in names}


def nearest_heading(heading: str) -> str | None:
    """The known heading that is most like an unknown one, ``None`` where none is."""
    known = {key(name): name for field, names in _table().items() if field != "words" for name in names}
    found = process.extractOne(key(heading), known.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return known[found[0]] if found else None


def _flag(cell: object) -> bool:
    return cell if isinstance(cell, bool) else _YES_OR_NO(cell) == "yes"


def _special_theme(cell: object) -> bool | str:
    """Yes or no, or whether the named theme is a special one; empty for another name, which says nothing."""
    if isinstance(cell, bool):
        return cell
    theme = key(text(cell))
    if any(key(word) in theme for word in _table()["words"]["special_theme"]["special"]):
        return True
    try:
        return _flag(cell)
    except ValueError:
        return ""


def _count(cell: object) -> int:
    found = cell_values.count(text(cell).removeprefix("第"))
    if found < 1:
        raise ValueError(f"{text(cell)!r} is no count from 1")
    return found


def _milliseconds(cell: object, unit: str) -> int:
    seconds = unit.startswith("duration") and not unit.endswith("ms")
    return cell_values.milliseconds(cell, "s" if seconds else unit)


def _any_unit(parse: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
    return lambda cell, _unit: parse(cell)


CELL_PARSERS: dict[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(
        ("id", "video", "title", "series", "platform", "claimed_number", "producer_province"), _any_unit(text)
    ),
    **dict.fromkeys(("front_page", "promotion", "overlay", "joint_review"), _any_unit(_flag)),
    **dict.fromkeys(("number", "episodes"), _any_unit(_count)),
    "special_theme": _any_unit(_special_theme),
    "category": _any_unit(cell_values.choice("category")),
    "production": _any_unit(cell_values.choice("production")),
    "published_on": _any_unit(cell_values.day),
    "kind": _any_unit(cell_values.choice_of(_table()["words"]["kind"])),
    "investment_cny": cell_values.yuan,
    "duration_ms": _milliseconds,
}
"""Field of an episode → parser of a cell and of the unit in its heading."""
