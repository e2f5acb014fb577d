"""Facts of an episode that a program hands over: whether each is what it should be."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from detector.errors import UsageError
from detector.plain_values import plain
from detector.records import Episode, Facts
from detector.suggestion import suggestion

_RANGES = {
    "number": (1, 100_000),
    "investment_cny": (0, 10**12),
    "duration_ms": (1, 10**9),
    "episodes": (1, 100_000),
}
_NEEDED = ("id", "video")
_LEAVE_OUT = "leave it out where it is not known"
_A_DAY = "give a datetime.date, such as date(2026, 11, 23); a datetime has one: .date()"
_HINTS = {
    "id": "give what names the episode, as text",
    "video": "give the path or URL, as text",
    "investment_cny": "write it in yuan, as a whole number: 300000 for 30万",
    "published_on": _A_DAY,
    "as_of": _A_DAY,
    "duration_ms": "give whole milliseconds: 90000 for a minute and a half",
    "category": "key is 重点, ordinary 普通, other 其他; leave it out where it is not known",
    "production": "live-action is 真人, animation 动画; leave it out where it is not known",
    "kind": "an episode is 正片, a promo 宣传推广素材; leave it out where it is not known",
}


def checked_facts(facts: Mapping[str, object]) -> Facts:
    """The facts, those of numpy and pandas as plain values, and an empty text as not known.

    Raises a ``UsageError`` that names the first field which is unknown or has a wrong value.
    """
    kinds = _kinds()
    checked = {}
    for name, value in facts.items():
        if name not in kinds:
            hint = f"{suggestion(name, kinds)}known are {', '.join(kinds)}"
            raise UsageError(f"{name}: no fact of an episode has this name", hint)
        is_unknown = value is None and name not in _NEEDED
        checked[name] = None if is_unknown else _checked(name, value, kinds[name])
    return cast("Facts", checked)


def checked_episode(episode: Episode) -> Episode:
    """The same of all facts of an episode, and of its id and its video."""
    facts = {field.name: getattr(episode, field.name) for field in fields(episode)}
    video = _checked("video", facts.pop("video"), str)
    return replace(episode, video=video, **checked_facts(facts))


def checked_day(as_of: object = None) -> date:
    """The day whose law applies, today by default. Raises ``UsageError``."""
    day: date = _checked("as_of", as_of, date) if as_of is not None else date.today()
    return day


@cache
def _kinds() -> dict[str, Any]:
    """Each fact and its type, ``None`` left out of it."""
    return {name: _without_none(hint) for name, hint in get_type_hints(Facts).items()}


def _without_none(hint: Any) -> Any:  # noqa: ANN401  (a type)
    others = [one for one in get_args(hint) if one is not NoneType]
    return others[0] if NoneType in get_args(hint) else hint


def _checked(name: str, value: object, kind: Any) -> Any:  # noqa: ANN401  (a type, and a value of it)
    value = plain(value)
    told = _fault(name, value, kind)
    if value == "" and name in _NEEDED:
        told = "the text is empty"
    if told:
        raise UsageError(f"{name}: {told}", _HINTS.get(name, _LEAVE_OUT))
    is_blank = isinstance(value, str) and not value.strip()  # as an empty cell of a catalogue
    return None if is_blank and name not in _NEEDED else value


def _fault(name: str, value: object, kind: Any) -> str | None:  # noqa: ANN401  (a type)
    if get_origin(kind) is Literal:
        return None if value in get_args(kind) else f"{value!r} is none of {', '.join(get_args(kind))}"
    if kind is int:
        low, high = _RANGES[name]
        is_whole = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if is_whole else f"{value!r} is no whole number from {low} to {high}"
    if kind is date:
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        return None if is_day else f"{value!r} is no day"
    if kind is bool:
        return None if isinstance(value, bool) else f"{value!r} is neither True nor False"
    return None if isinstance(value, str) else f"{value!r} is no text"
