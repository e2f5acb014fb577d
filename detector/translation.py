"""Messages of errors in Chinese, by the English in which they are raised.

An error travels as text: between processes, into stored results, to clients of the service. So it is put
into Chinese only where it is shown, by a catalogue of sentences with places for values, ``{0}``, ``{1}``; a
place for a list is ``{0、}`` in Chinese.
What stands in a place is put into Chinese too, where the catalogue has it. A sentence that is in no catalogue
stays as it is; a test finds each one that is raised.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from detector.i18n import Lang

_PLACE = re.compile(r"\{(\d)(、?)\}")
_DEEPEST = 3
"""Sentences within sentences: file, then reason, then what the system says."""
_LONGEST = 2_000
"""Characters of the longest text that is looked up; longer ones are a stranger's."""


def translated(text: str, lang: Lang) -> str:
    """The text of an error in a language."""
    return in_chinese(text) if lang == "zh" else text


@lru_cache(maxsize=1024)
def in_chinese(text: str, depth: int = 0) -> str:
    """The Chinese of a sentence of the catalogue with its values; any other text as it is."""
    if depth > _DEEPEST or len(text) > _LONGEST:
        return text
    for words, pattern, chinese in _sentences():
        if words in text and (found := pattern.fullmatch(text)):
            values = [in_chinese(value, depth + 1) for value in found.groups()]
            # Signs alone join sentences of the catalogue, and stand in names of files too.
            if any(letter.isalpha() for letter in words) or tuple(values) != found.groups():
                return _filled(chinese, values)
    return text


def _filled(sentence: str, values: list[str]) -> str:
    def value(place: re.Match[str]) -> str:
        filled = values[int(place[1])]
        return filled.replace(", ", "、") if place[2] else filled

    return _PLACE.sub(value, sentence)


def translated_word(word: str, lang: Lang) -> str:
    """A word that stands alone in a list, such as the name of a field, in a language."""
    return _tables()["words"].get(word, word) if lang == "zh" else word


def translated_help(text: str) -> str:
    """The help of a command in Chinese, paragraph by paragraph; what the catalogue lacks stays as it is."""
    known = help_catalogue()
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return "\n\n".join(known.get(paragraph, paragraph) for paragraph in paragraphs)


def translated_description(description: str, lang: Lang) -> str:
    """A description, which is looked up whole, in a language."""
    return description_catalogue().get(description, description) if lang == "zh" else description


def catalogue() -> dict[str, str]:
    """English sentence → Chinese sentence, with the same places for values."""
    return _tables()["texts"]


def help_catalogue() -> dict[str, str]:
    """Paragraph of a command's help on one line → Chinese."""
    return _tables()["help"]


def description_catalogue() -> dict[str, str]:
    """Description of a setting or of a kind of error → Chinese."""
    return _tables()["descriptions"]


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("detector").joinpath("translations.toml").read_text("utf-8"))


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """The catalogue as patterns with their longest words, those with most words of their own first."""
    ordered = sorted(catalogue().items(), key=lambda item: -len(_PLACE.sub("", item[0])))
    return tuple(
        (max(_PLACE.split(english)[::3], key=len), _pattern(english), chinese) for english, chinese in ordered
    )


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _PLACE.split(english)[::3])), re.DOTALL)
