"""The tables in the database, and how a record becomes a row and a row a record.

An entry has one row for each form it had: ``first`` is the snapshot that brought the row, ``gone`` the one
that ended it. ``confirmed`` is the last snapshot whose list had it, where the list claimed to be complete.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    RowMapping,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from detector.registry.matching import key_of_entry
from detector.registry.protocol import Snapshot
from detector.registry_replies import Alias, Entry

REVISIONS = ("0001",)
"""The migrations that this program knows, oldest first."""

METADATA = MetaData()
# Sorted by code point, as SQLite and Python do, whatever the server's language.
_NUMBER = Text().with_variant(Text(collation="C"), "postgresql")
_ID = BigInteger().with_variant(Integer, "sqlite")

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(16), nullable=False, unique=True),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("dated", Date, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("rows", "added", "changed", "ended", "skipped")),
)

PERIOD = Table(
    "period",
    METADATA,
    Column("seq", Integer, ForeignKey("snapshot.seq"), primary_key=True),
    Column("issuer", String(32), primary_key=True),
    Column("first", Date, primary_key=True),
    Column("last", Date, primary_key=True),
)

ENTRY = Table(
    "entry",
    METADATA,
    Column("row", _ID, primary_key=True),
    Column("first", Integer, ForeignKey("snapshot.seq"), nullable=False),
    Column("gone", Integer),
    Column("confirmed", Integer),
    Column("key_issuer", Text, nullable=False),
    Column("key_series", Text, nullable=False),
    Column("key_year", SmallInteger, nullable=False),
    Column("key_bare", Text, nullable=False),
    Column("number", _NUMBER, nullable=False),
    Column("series", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("printed", Text),
    Column("issuer", Text),
    Column("year", SmallInteger),
    Column("aliases", Text, nullable=False),
    Column("episodes", Integer),
    Column("episode_ms", BigInteger),
    Column("institution", Text),
    Column("personnel", Text, nullable=False),
    Column("province", Text),
    Column("category", Text),
    Column("regime", Text),
    Column("production", Text),
    Column("investment_cny", BigInteger),
    Column("platforms", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_since", Date),
    Column("issued_on", Date),
    Column("source", Text),
    Column("summary", Text),
    Column("review_opinion", Text),
    Column("cost_allocation", Text),
    Column("commitment", Text),
    Index("entry_key", "key_bare", "key_year", "key_series", "key_issuer"),
    # One row of a number holds at a time, whoever writes.
    Index(
        "entry_number",
        "number",
        unique=True,
        sqlite_where=text("gone IS NULL"),
        postgresql_where=text("gone IS NULL"),
    ),
)

_FIELDS = tuple(field.name for field in fields(Entry))
_VALUES = attrgetter(*_FIELDS)
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
ENTRY_COLUMNS = tuple(ENTRY.c[name] for name in _FIELDS)
"""The columns that make an entry."""


def row_of(entry: Entry) -> dict[str, Any]:
    """The columns of an entry, with those by which it is found."""
    row: dict[str, Any] = dict(zip(_FIELDS, _VALUES(entry), strict=True))
    row["aliases"] = _json(tuple((alias.title, str(alias.since or "")) for alias in entry.aliases))
    row["personnel"], row["platforms"] = _ENCODE(entry.personnel), _json(entry.platforms)
    row["key_issuer"], row["key_series"], row["key_year"], row["key_bare"] = key_of_entry(entry)
    return row


def entry_of(row: Mapping[str, Any] | RowMapping) -> Entry:
    """The entry of a row that has ``ENTRY_COLUMNS``."""
    values = {name: row[name] for name in _FIELDS}
    values["aliases"] = aliases_of(values["aliases"])
    for name in ("personnel", "platforms"):
        values[name] = tuple(json.loads(values[name]))
    return Entry(**values)


def aliases_of(told: str) -> tuple[Alias, ...]:
    """The aliases in their column's text."""
    return tuple(
        Alias(title, date.fromisoformat(since) if since else None) for title, since in json.loads(told)
    )


def snapshot_of(row: RowMapping) -> Snapshot:
    """The snapshot of a row."""
    return Snapshot(**{field.name: row[field.name] for field in fields(Snapshot)})


@lru_cache(maxsize=4096)
def _json(values: tuple[Any, ...]) -> str:
    return _ENCODE(values)
