"""Entries as rows of a table and as plain objects; an import reads both."""

from dataclasses import asdict
from datetime import date
from typing import Any

from detector.registry_replies import Entry

HEADINGS = (
    "number", "printed", "title", "aliases", "episodes", "episode_ms", "institution", "personnel", "province",
    "category", "production", "investment_cny", "platforms", "status", "status_since", "issued_on", "source",
    "summary", "review_opinion", "cost_allocation", "commitment",
)  # fmt: skip
"""The columns of an export, in its order. The number says issuer, series, year and serial."""

_OF_ORDER_16 = {"key": "一类", "ordinary": "二类", "other": "三类"}
_OF_NOTICE = {"key": "重点", "ordinary": "普通", "other": "其他"}


def cells_of(entry: Entry) -> list[str]:
    """One row under ``HEADINGS``; a cell of what is not known is empty."""
    values = {name: getattr(entry, name) for name in HEADINGS}
    values["aliases"] = "、".join(
        f"{alias.title}（{alias.since}起）" if alias.since else alias.title for alias in entry.aliases
    )
    values["personnel"], values["platforms"] = "、".join(entry.personnel), "、".join(entry.platforms)
    values["category"] = _category(entry)
    return ["" if value is None else str(value) for value in values.values()]


def object_of(entry: Entry) -> dict[str, Any]:
    """One object for JSON; what is not known is left out."""
    plain = asdict(entry) | {"category": _category(entry)}
    plain["aliases"] = [
        {"title": alias.title, **({"since": str(alias.since)} if alias.since else {})}
        for alias in entry.aliases
    ]
    known = {name: plain[name] for name in HEADINGS if plain[name] not in (None, "", (), [])}
    return {name: str(value) if isinstance(value, date) else value for name, value in known.items()}


def _category(entry: Entry) -> str:
    """In the words that say by which regulation the drama was classed, so that an import reads it back."""
    words = {"order-16": _OF_ORDER_16, "notice-2024": _OF_NOTICE}.get(entry.regime or "", {})
    return words.get(entry.category or "", entry.category or "")
