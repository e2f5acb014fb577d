"""Cells that a spreadsheet would take for a formula, made inert for writing and plain again for reading."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be run by the spreadsheet that opens it."""


def inert(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """The text without such an apostrophe."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
