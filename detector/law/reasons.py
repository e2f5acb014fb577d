"""Why a text that is nearly a marker is none: the closed list of reasons."""

from typing import Literal

Reason = Literal[
    "truncated",
    "wrong-series",
    "stray-text",
    "no-year",
    "bad-year",
    "no-第",
    "no-serial",
    "letter-in-serial",
    "zero-serial",
    "no-号",
    "goes-on",
    "unclear-end",
    "no-issuer",
    "no-brackets",
    "bad-v-number",
]

REASONS: dict[Reason, str] = {
    "truncated": "the text breaks off, or other text begins, before the number is complete",
    "wrong-series": "the words before the year are nearly, but not exactly, those of a known series",
    "stray-text": "something foreign stands between the series, the year and the serial",
    "no-year": "the year is missing",
    "bad-year": "the year is not four digits",
    "no-第": "第 is missing before the serial (in an English rendering: the second No.)",
    "no-serial": "there is no serial between 第 and 号",
    "letter-in-serial": "the serial holds something other than digits; a letter O is no zero",
    "zero-serial": "the serial is all zeros, which is not a number",
    "no-号": "号 is missing after the serial, so where the number ends is not known",
    "goes-on": "digits go on after the end of the number, as in 号-4 and 号45号",
    "unclear-end": "letters or further digits follow, so where the (English) number ends is not known",
    "no-issuer": "no issuer stands before the series",
    "no-brackets": "the brackets round the issuer or the year are missing, or too few to tell its limits",
    "bad-v-number": "a labelled V-number does not have exactly 15 digits",
}
"""Every reason with its explanation. Where several hold, the one that comes first here is given."""

INCOMPLETE: frozenset[str] = frozenset({"truncated", "no-号", "unclear-end"})
"""Reasons that may come of reading alone: the rest of the number may stand where it was not read."""


def explanation(reason: str) -> str:
    """What a reason says, in plain words. Raises ``KeyError`` for a reason that is not in the list."""
    return {str(known): words for known, words in REASONS.items()}[reason]
