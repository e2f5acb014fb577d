"""The language of what a run writes."""

import os
from typing import Literal

from detector.i18n import Lang

FOR_PEOPLE = frozenset({"console", "html"})
"""Formats that follow the locale. The others are read by programs: equal inputs must give equal bytes."""

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def output_language(setting: Literal["auto", "en", "zh"], format_name: str) -> Lang:
    """The language of a run: as set, else the locale's where the format is for people."""
    if setting != "auto":
        return setting
    return locale_language() if format_name in FOR_PEOPLE else "en"


def locale_language() -> Lang:
    """Chinese where the first locale variable that is set says so, else English."""
    locale = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"
