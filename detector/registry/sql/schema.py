"""The tables in the database, and how a record becomes a row and a row a record.

An entry has one row for each form it had: ``first`` is the snapshot that brought the row, ``gone`` the one
that ended it. ``confirmed`` is the last snapshot whose list had it, where the list claimed to be complete.
``titles`` numbers its title with its aliases in the index of titles: forms with the same ones share it.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from detector.registry.matching import key_of_entry
from detector.registry.protocol import Snapshot
from detector.registry_replies import Alias, Entry

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The migrations that this program knows, oldest first."""

METADATA = sa.MetaData()
# Sorted by code point, as SQLite and Python do, whatever the server's language.
_NUMBER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

SNAPSHOT = sa.Table(
    "snapshot",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(16), nullable=False, unique=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("dated", sa.Date, nullable=False),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("rows", "added", "changed", "ended", "skipped")
    ),
    sa.Column("kind", sa.String(8), nullable=False, server_default="import"),
    sa.Column("by", sa.Text),
    sa.Column("sheets", sa.JSON(none_as_null=True)),
)

PERIOD = sa.Table(
    "period",
    METADATA,
    sa.Column("seq", sa.Integer, sa.ForeignKey("snapshot.seq"), primary_key=True),
    sa.Column("issuer", sa.String(32), primary_key=True),
    sa.Column("first", sa.Date, primary_key=True),
    sa.Column("last", sa.Date, primary_key=True),
    sa.Column("gone", sa.Integer),
)

COUNTER = sa.Table(
    "counter",
    METADATA,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("year", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)
"""The last serial that was issued."""

ISSUED = sa.Table(
    "issued",
    METADATA,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("drama", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("seq", sa.Integer, sa.ForeignKey("snapshot.seq"), nullable=False),
)
"""Which drama has which number of an issuer, for ever."""

ENTRY = sa.Table(
    "entry",
    METADATA,
    sa.Column("row", _ID, primary_key=True),
    sa.Column("first", sa.Integer, sa.ForeignKey("snapshot.seq"), nullable=False),
    sa.Column("gone", sa.Integer),
    sa.Column("confirmed", sa.Integer),
    sa.Column("titles", sa.Integer, nullable=False, server_default="0"),
    sa.Column("key_year", sa.SmallInteger, nullable=False),
    sa.Column("number", _NUMBER, nullable=False),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in (
            "key_issuer", "key_series", "key_bare", "series", "serial", "title", "aliases", "personnel",
            "platforms", "status",
        )
    ),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "printed", "issuer", "institution", "province", "category", "regime", "production", "source",
            "summary", "review_opinion", "cost_allocation", "commitment",
        )
    ),
    sa.Column("year", sa.SmallInteger),
    sa.Column("episodes", sa.Integer),
    sa.Column("episode_ms", sa.BigInteger),
    sa.Column("investment_cny", sa.BigInteger),
    sa.Column("status_since", sa.Date),
    sa.Column("issued_on", sa.Date),
    sa.Index("entry_titles", "titles"),
    sa.Index("entry_key", "key_bare", "key_year", "key_series", "key_issuer"),
    # A number has one current row at a time, whoever writes.
    sa.Index(
        "entry_number",
        "number",
        unique=True,
        sqlite_where=sa.text("gone IS NULL"),
        postgresql_where=sa.text("gone IS NULL"),
    ),
)  # fmt: skip

TITLES = sa.Table(
    "titles",
    METADATA,
    sa.Column("titles", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("folded", sa.Text, nullable=False),
)
"""A title and its aliases, a line each, as they are compared."""

TITLE_SEGMENT = sa.Table(
    "title_segment",
    METADATA,
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("last", sa.Integer, nullable=False),
)
"""Parts of the index of titles, with how many are in it and the highest number."""

TITLE_BIGRAM = sa.Table(
    "title_bigram",
    METADATA,
    sa.Column("segment", sa.Integer, sa.ForeignKey("title_segment.segment"), primary_key=True),
    sa.Column("bigram", sa.BigInteger, primary_key=True),
    sa.Column("owners", sa.LargeBinary, nullable=False),
)
"""Which titles have a pair of letters: their ``titles``, 4 bytes each, the lowest first.

Without a row id SQLite would keep the rows in the index itself, and read each long one that it compares.
"""

_FIELDS = tuple(field.name for field in fields(Entry))
_VALUES = attrgetter(*_FIELDS)
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NONE = _ENCODE(())
ENTRY_COLUMNS = tuple(ENTRY.c[name] for name in _FIELDS)
"""The columns that make an entry."""


def row_of(entry: Entry) -> dict[str, Any]:
    """The columns of an entry, with those by which it is found."""
    row: dict[str, Any] = dict(zip(_FIELDS, _VALUES(entry), strict=True))
    row["aliases"] = _json(tuple((alias.title, str(alias.since or "")) for alias in entry.aliases))
    row["personnel"], row["platforms"] = _ENCODE(entry.personnel), _json(entry.platforms)
    row["key_issuer"], row["key_series"], row["key_year"], row["key_bare"] = key_of_entry(entry)
    return row


def entry_of(row: Mapping[str, Any] | sa.RowMapping) -> Entry:
    """The entry of a row that has ``ENTRY_COLUMNS``."""
    values = {name: row[name] for name in _FIELDS}
    values["aliases"] = aliases_of(values["aliases"])
    for name in ("personnel", "platforms"):
        values[name] = tuple(json.loads(values[name]))
    return Entry(**values)


def aliases_of(text: str) -> tuple[Alias, ...]:
    """The aliases in their column's text."""
    if text == _NONE:  # as nearly always; a look-up of a title reads hundreds
        return ()
    return tuple(
        Alias(title, date.fromisoformat(since) if since else None) for title, since in json.loads(text)
    )


def snapshot_of(row: sa.RowMapping) -> Snapshot:
    """The snapshot of a row."""
    values = {field.name: row[field.name] for field in fields(Snapshot)}
    sheets = values.pop("sheets")
    return Snapshot(**values, sheets=None if sheets is None else tuple(sheets))


@lru_cache(maxsize=4096)
def _json(values: tuple[Any, ...]) -> str:
    return _ENCODE(values)
