"""One thing said in the two languages of this program."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]


class Localized(NamedTuple):
    """The same in English and in Chinese. Either may hold places for values, ``{so}``, alike in both."""

    en: str
    zh: str

    def in_(self, lang: Lang) -> str:
        """What it says in one language."""
        return self.zh if lang == "zh" else self.en

    def filled(self, **values: object) -> "Localized":
        """The same with a value in each place; a value that is ``Localized`` is given in each language."""
        return Localized(*(self.in_(lang).format_map(_in(values, lang)) for lang in LANGS))


LANGS: tuple[Lang, ...] = ("en", "zh")


def preferred_language(accept_language: str) -> Lang:
    """The first language of an ``Accept-Language`` header that this program speaks, else English."""
    for preferred in accept_language.split(","):
        code = preferred.strip()[:2].lower()
        if code in LANGS:
            return "zh" if code == "zh" else "en"
    return "en"


def listed(items: Iterable[str | Localized]) -> Localized:
    """Several things after one another."""
    words = [item if isinstance(item, Localized) else Localized(item, item) for item in items]
    return Localized(", ".join(word.en for word in words), "、".join(word.zh for word in words))


def in_words(day: date) -> Localized:
    """A day as each language writes it: 2026-08-31 and 2026年8月31日."""
    return Localized(day.isoformat(), f"{day.year}年{day.month}月{day.day}日")


def _in(values: dict[str, object], lang: Lang) -> dict[str, object]:
    return {
        name: value.in_(lang) if isinstance(value, Localized) else value for name, value in values.items()
    }
