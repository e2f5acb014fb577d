"""The language of what a run writes."""

import os
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Literal

from detector.i18n import Lang, listed
from detector.translation import translated, translated_description, translated_word

FOR_PEOPLE = frozenset({"console", "html"})
"""Formats that follow the locale. The others are read by programs: equal inputs must give equal bytes."""

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def output_language(setting: Literal["auto", "en", "zh"], format_name: str) -> Lang:
    """The language of a run: as set, else the locale's where the format is for people."""
    if setting != "auto":
        return setting
    return locale_language() if format_name in FOR_PEOPLE else "en"


_OF_RUN: ContextVar[Lang] = ContextVar("language of the run", default="en")


def set_run_language(arguments: Sequence[str]) -> Lang:
    """Note the language of a run, for errors and plain lines: of its arguments, the environment, the locale.

    Errors come before the settings are read, so a file of settings has no say.
    """
    given = list(arguments)
    chosen = next((one.partition("=")[2] for one in given if one.startswith("--lang=")), "")
    if "--lang" in given[:-1]:
        chosen = given[given.index("--lang") + 1]
    chosen = chosen or os.environ.get("DETECTOR_REPORT__LANG", "")
    lang: Lang = "zh" if chosen == "zh" else "en" if chosen == "en" else locale_language()
    _OF_RUN.set(lang)
    return lang


def said(line: str) -> str:
    """A line for a person in the language of the run, as the catalogue of translations has it."""
    return translated(line, _OF_RUN.get())


def said_word(word: str) -> str:
    """A word of a list in the language of the run."""
    return translated_word(word, _OF_RUN.get())


def said_list(items: Iterable[str]) -> str:
    """Several things that are said already, after one another, as the language of the run does it."""
    return listed(items).in_(_OF_RUN.get())


def said_description(description: str) -> str:
    """The description of a setting in the language of the run."""
    return translated_description(description, _OF_RUN.get())


def locale_language() -> Lang:
    """Chinese where the first locale variable that is set says so, else English."""
    locale = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"
