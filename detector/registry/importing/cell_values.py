"""From the cells of a list to values. Each function raises ``ValueError`` that says what is wrong."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources
from math import isfinite
from typing import Any

from detector.formula_escaping import plain
from detector.registry_replies import Alias

_MAX_TEXT = 20_000
_SEPARATORS = re.compile(r"[、,，;；/|\n]")
_LATIN_BREAK = re.compile(r"(?<=[A-Za-z0-9,.!?])\s*[\r\n]\s*(?=[A-Za-z0-9])")
_CHINESE_BREAK = re.compile(r"\s*[\r\n]\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_DATED_ALIAS = re.compile(r"(.+?)[（(]\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s*[起后]?\s*[）)]")
_WITH_ALIAS = re.compile(r"(.+?)\s*[（(](?:原名|又名|曾用名|原剧名|别名)\s*[:：为]?\s*([^（()）]+)[）)]")
_LABELLED = re.compile(r"([^：:]{1,16})[：:]\s*(.+)", re.DOTALL)
_NAMES = ("名", "名称", "名稱", "title", "name")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(亿|万)?(?:元|人民币|cny|rmb)*", re.IGNORECASE)
_MINUTES = re.compile(
    r"(?:(\d+(?:\.\d+)?)(?:分钟?|min(?:utes?)?))?(?:(\d+(?:\.\d+)?)(?:秒钟?|s(?:ec(?:onds?)?)?))?"
)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})")
_GUARDED = re.compile(r'="([^"]*)"')
"""A text that its writer guards against being read as a number: ``="00123"``."""
_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MAX_COUNT = 100_000
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MAX_CNY = 10**13
_MAX_EPISODE_MS = 24 * 3_600_000
_TIMES: dict[str, int] = {"": 1, "万": 10_000, "亿": 100_000_000}


def text(cell: object) -> str:
    """A cell as text without spaces round it; empty for an empty one."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        if isinstance(cell, bool | list | dict) or (isinstance(cell, float) and not isfinite(cell)):
            raise ValueError(f"{cell!r} is neither text nor number")
        cell = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    value = plain(cell.strip(" \t\r\n\u3000\ufeff\xa0"))
    if value[:1] == "=" and (guarded := _GUARDED.fullmatch(value)):
        value = guarded[1]
    if len(value) > _MAX_TEXT:
        raise ValueError(f"has {len(value)} characters, more than {_MAX_TEXT}")
    if not value.isprintable() and (control := _CONTROL.search(value)):
        raise ValueError(f"holds the control character U+{ord(control.group()):04X}")
    return value


def line(cell: object) -> str:
    """A cell as text on one line: where a narrow column breaks it, Chinese has no space."""
    value = text(cell)
    return _CHINESE_BREAK.sub("", _LATIN_BREAK.sub(" ", value)) if "\n" in value or "\r" in value else value


def title(cell: object) -> str:
    """A title as text on one line; none is a date, which spreadsheets make of 3月8日."""
    if isinstance(cell, date | time):
        raise ValueError(f"{cell} is a date or a time; write the title as text")  # noqa: TRY004  (as all do)
    return without_label(line(cell), "title")


def texts(cell: object) -> tuple[str, ...]:
    """Several names in one cell, with 、 or another sign between them; or a JSON list."""
    parts = cell if isinstance(cell, list) else _SEPARATORS.split(text(cell))
    return tuple(dict.fromkeys(filter(None, map(text, parts))))


def aliases(cell: object) -> tuple[Alias, ...]:
    """Titles, each with the day from which it may be used in brackets, if any; or JSON objects."""
    found = []
    for part in cell if isinstance(cell, list) else _SEPARATORS.split(text(cell)):
        if isinstance(part, dict):
            since = part.get("since")
            found.append(Alias(text(part.get("title")), day(since) if since else None))
        elif match := _DATED_ALIAS.fullmatch(text(part)):
            found.append(Alias(match[1].strip(), day(match[2])))
        else:
            found.append(Alias(text(part)))
    return tuple(alias for alias in dict.fromkeys(found) if alias.title)


def title_and_alias(title: str) -> tuple[str, Alias | None]:
    """A title without the other name in brackets behind it, and that name: ``春风（原名：春雨）``."""
    if "名" not in title or not (match := _WITH_ALIAS.fullmatch(title)):
        return title, None
    return match[1].strip(), Alias(match[2].strip())


def without_label(value: str, field: str) -> str:
    """A title or a number without its own heading before a colon: ``剧名：《春风不渡》``.

    Headings that may begin a title, such as 短剧, stay.
    """
    match = _LABELLED.fullmatch(value)
    if not match:
        return value
    label = key(match[1])
    is_label = fields_of_headings().get(label) == field and (field != "title" or label.endswith(_NAMES))
    return match[2] if is_label else value


def count(cell: object) -> int:
    """A whole number, such as ``80`` or ``80集``."""
    value = text(cell).lstrip("共全约").removesuffix("集").replace(",", "").strip()
    value = re.sub(r"\.0+$", "", value)  # as programs write a column of numbers with gaps
    if not value.isdecimal() or int(value) > _MAX_COUNT:
        raise ValueError(f"{text(cell)!r} is no whole number from 0 to {_MAX_COUNT}")
    return int(value)


def yuan(cell: object, unit: str = "") -> int:
    """An amount in yuan: ``300000``, ``30万元``; ``unit`` is that of the heading."""
    value = re.sub(r"[,，\s¥￥]", "", text(cell))
    match = _AMOUNT.fullmatch(value)
    if not match:
        raise ValueError(f"{text(cell)!r} is no amount of money")
    whole, _, part = match[1].partition(".")
    times = _TIMES[match[2] or next((sign for sign in "亿万" if sign in unit), "")]
    # In whole numbers: 0.3 times 10^6 must not become 299,999.
    found = int(whole + part) * times // int("1" + "0" * len(part))
    if found > _MAX_CNY:
        raise ValueError(f"{text(cell)!r} is more than any drama costs")
    return found


def milliseconds(cell: object, unit: str = "") -> int:
    """The length of an episode: ``1.5`` (minutes, or the heading's unit), ``90秒``, ``1分30秒``, ``1:30``."""
    value = re.sub(r"[\s约]", "", text(cell)).lower()
    if match := _CLOCK.fullmatch(value):
        found = (int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])) * 1000.0
    elif re.fullmatch(r"\d+(\.\d+)?", value):
        found = float(value) * (
            1 if "ms" in unit else 1000 if "秒" in unit or unit.startswith("s") else 60_000
        )
    elif value and (match := _MINUTES.fullmatch(value)):
        found = float(match[1] or 0) * 60_000 + float(match[2] or 0) * 1000
    else:
        raise ValueError(f"{text(cell)!r} is no length of an episode")
    if not 0 < found <= _MAX_EPISODE_MS:
        raise ValueError(f"{text(cell)!r} is no length of an episode")
    return round(found)


def day(cell: object) -> date:
    """A date in the forms that lists use: 2026-11-23, 2026/11/23, 2026年11月23日, 20261123."""
    if isinstance(cell, datetime):
        cell = cell.date()
    found = cell if isinstance(cell, date) else _day(text(cell))
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"{found} is no day of a drama: from {_FIRST_YEAR} to {_LAST_YEAR}")
    return found


@lru_cache(maxsize=4096)
def _day(value: str) -> date:
    if value[:1] in "一二":  # 二〇二四年三月十五日
        tens = re.sub(r"(?<=[一二三])十(?=[一二三四五六七八九])", "", value)
        tens = re.sub(r"(?<=[一二三])十", "0", tens)
        value = re.sub(r"十(?=[一二三四五六七八九])", "1", tens).replace("十", "10").translate(_NUMERALS)
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", value)
    match = digits or _DATE.fullmatch(value)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        if re.fullmatch(r"[345]\d{4}", value):  # days since 1899-12-30, as spreadsheets count
            return date(1899, 12, 30) + timedelta(days=int(value))
    except ValueError:
        pass
    raise ValueError(f"{value!r} is no date; write it as 2026-11-23")


def choice(field: str) -> Callable[[object], str]:
    """A parser of the words that lists write for the values of a field."""
    return choice_of(_table("words.toml")[field])


def choice_of(table: Mapping[str, Sequence[str]]) -> Callable[[object], str]:
    """A parser of the words for the values of a field; ``table``: value → its words."""
    values = {key(word): value for value, words in table.items() for word in words}

    def parse(cell: object) -> str:
        word = text(cell)
        if key(word) not in values:
            raise ValueError(f"{word!r} is none of {', '.join(table)}")
        return values[key(word)]

    return parse


def regime(cell: object) -> str | None:
    """The regulation whose word a list uses for the category; ``None`` for English words."""
    found = (name for name, words in _table("words.toml")["regime"].items() if text(cell) in words)
    return next(found, None)


def key(word: str) -> str:
    """A word for comparison: without spaces and signs, in small letters."""
    return "".join(letter for letter in word if letter.isalnum()).casefold()


@cache
def fields_of_headings() -> dict[str, str]:
    """Heading, as :func:`key` gives it → field."""
    return {key(name): field for field, names in _table("headings.toml").items() for name in names}


@cache
def layout_words(name: str) -> tuple[str, ...]:
    """The words of a row of ``layout.toml``."""
    return tuple(_table("layout.toml")[name])


@cache
def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(
        resources.files("detector.registry.importing").joinpath("data", file).read_text("utf-8")
    )
