"""One thing said in the two languages of this program."""

from typing import Literal, NamedTuple

Lang = Literal["en", "zh"]


class Words(NamedTuple):
    """The same in English and in Chinese. Either may hold places for values, ``{so}``, alike in both."""

    en: str
    zh: str

    def in_(self, lang: Lang) -> str:
        """What it says in one language."""
        return self.zh if lang == "zh" else self.en
