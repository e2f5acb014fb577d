"""The files of the pages: stylesheets, scripts and templates that become part of a report."""

from functools import cache
from importlib import resources


@cache
def page_file(name: str) -> str:
    """The text of a file; ``base.css`` is the style that reports and the reviewers' desk share."""
    return resources.files("detector.report").joinpath("pages", name).read_text("utf-8")
