"""Facts of an episode that a program hands over: whether each is what it should be."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from detector.errors import UsageError
from detector.records import Episode, Facts

_RANGES = {
    "number": (1, 100_000),
    "investment_cny": (0, 10**12),
    "duration_ms": (1, 10**9),
    "episodes": (1, 100_000),
}
_HINTS = {
    "investment_cny": "write it in yuan, as a whole number: 300000 for 30万",
    "published_on": "give a datetime.date, such as date(2026, 11, 23)",
    "duration_ms": "give whole milliseconds: 90000 for a minute and a half",
}


def check_facts(facts: Mapping[str, object]) -> None:
    """Raise a ``UsageError`` that names the first field which is unknown or has a wrong value."""
    kinds = _kinds()
    for name, value in facts.items():
        if name not in kinds:
            raise UsageError(f"{name}: no fact of an episode has this name", f"known are {', '.join(kinds)}")
        if value is not None:
            _check(name, value, kinds[name])


def check_episode(episode: Episode) -> None:
    """The same of all facts of an episode, and of its id and its video."""
    check_facts(
        {field.name: getattr(episode, field.name) for field in fields(episode) if field.name != "video"}
    )
    _check("video", episode.video, str)


@cache
def _kinds() -> dict[str, Any]:
    """Each fact and its type, ``None`` left out of it."""
    return {name: _without_none(hint) for name, hint in get_type_hints(Facts).items()}


def _without_none(hint: Any) -> Any:  # noqa: ANN401  (a type)
    others = [one for one in get_args(hint) if one is not NoneType]
    return others[0] if NoneType in get_args(hint) else hint


def _check(name: str, value: object, kind: Any) -> None:  # noqa: ANN401  (a type)
    hint = _HINTS.get(name, "leave it out where it is not known")
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise UsageError(f"{name}: {value!r} is none of {', '.join(get_args(kind))}", hint)
    elif kind is int:
        low, high = _RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise UsageError(f"{name}: {value!r} is no whole number from {low} to {high}", hint)
    elif kind is date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise UsageError(f"{name}: {value!r} is no day", hint)
    elif kind is bool:
        if not isinstance(value, bool):
            raise UsageError(f"{name}: {value!r} is neither True nor False", hint)
    elif not isinstance(value, str):
        raise UsageError(f"{name}: {value!r} is no text", hint)
