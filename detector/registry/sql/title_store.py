"""The index of titles in the database: which titles have a pair of letters, in parts that are merged.

Every import and every issue of numbers writes a part of its own; while the part before is no larger, both
become one, so that there are few and a single number costs little. A title stays in the index when its entry
is no longer listed: other days still see it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from detector.registry.protocol import Candidate
from detector.registry.sql.queries import is_listed
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    TITLE_BIGRAM,
    TITLE_SEGMENT,
    TITLES,
    aliases_of,
    entry_of,
)
from detector.registry.title_index import (
    PER_SHOWN,
    best_entries,
    bigram_keys,
    bigrams_of,
    folded,
    in_order,
    postings_of,
    ranked,
    rarest,
)
from detector.registry_replies import Alias, Entry

_OWNER = np.dtype("<u4")
_WAITING = 1_000
"""Titles that wait as text."""
_KEYS = 1_000_000
"""Pairs of letters that wait in memory, 8 MB, until they are written as a part."""
_LARGEST_MERGED = 100_000
"""Titles of a part that is still merged with the one before, so that a merge takes little memory and time."""
_LISTED = 4
"""Titles that are kept for each one wanted, in case some are no longer listed."""
_ROWS = 2_000
"""Rows that are written at a time."""


def title_set(title: str, aliases: Sequence[Alias]) -> frozenset[str]:
    """What of an entry stands in the index: its titles, as they are compared."""
    return frozenset((folded(title), *(folded(alias.title) for alias in aliases)))


class TitleWriter:
    """Adds titles within a transaction of the only writer; :meth:`close` writes the last of them."""

    def __init__(self, connection: sa.Connection) -> None:
        """Nothing is asked or written before the first title."""
        self._connection = connection
        self._next: int | None = None
        self._waiting: list[tuple[int, frozenset[str]]] = []
        self._keys: list[npt.NDArray[np.uint64]] = []
        self._key_count = self._size = self._last = 0

    def add(self, entry: Entry) -> int:
        """The number of the entry's title and aliases in the index."""
        if self._next is None:
            self._next = (self._connection.execute(sa.select(sa.func.max(TITLES.c.titles))).scalar() or 0) + 1
        number, self._next = self._next, self._next + 1
        self.put(number, title_set(entry.title, entry.aliases))
        return number

    def put(self, number: int, titles: frozenset[str]) -> None:
        """Enter titles under a number above all others."""
        self._waiting.append((number, titles))
        if len(self._waiting) >= _WAITING:
            self._collect()

    def close(self) -> None:
        """Write what waits."""
        self._collect()
        self._write_segment()

    def _collect(self) -> None:
        if not self._waiting:
            return
        rows = [{"titles": number, "folded": "\n".join(sorted(names))} for number, names in self._waiting]
        self._connection.execute(sa.insert(TITLES), rows)
        keys = bigram_keys((number, name) for number, names in self._waiting for name in names)
        self._keys.append(keys)
        self._key_count += len(keys)
        self._size += len(self._waiting)
        self._last = self._waiting[-1][0]
        self._waiting.clear()
        if self._key_count >= _KEYS:
            self._write_segment()

    def _write_segment(self) -> None:
        if not self._size:
            return
        parts = self._keys
        size, self._key_count, self._size = self._size, 0, 0
        self._keys = []
        query = sa.select(TITLE_SEGMENT).order_by(TITLE_SEGMENT.c.segment.desc())
        older = self._connection.execute(query).all()
        merged: list[int] = []
        for other in older:
            if other.size > size or size + other.size > _LARGEST_MERGED:
                break
            merged.append(other.segment)
            size += other.size
        parts += self._taken_out(merged) if merged else []
        segment = older[0].segment + 1 if older else 1
        values = {"segment": segment, "size": size, "last": self._last}
        self._connection.execute(sa.insert(TITLE_SEGMENT), values)
        rows = (
            {"segment": segment, "bigram": bigram, "owners": owners.astype(_OWNER).tobytes()}
            for bigram, owners in postings_of(np.concatenate(parts))
        )
        while batch := list(islice(rows, _ROWS)):
            self._connection.execute(sa.insert(TITLE_BIGRAM), batch)

    def _taken_out(self, segments: Sequence[int]) -> list[npt.NDArray[np.uint64]]:
        """The pairs of letters of parts, which are deleted."""
        query = sa.select(TITLE_BIGRAM.c.bigram, TITLE_BIGRAM.c.owners)
        rows = self._connection.execute(query.where(TITLE_BIGRAM.c.segment.in_(segments)))
        keys = [
            np.frombuffer(owners, _OWNER).astype(np.uint64) | np.uint64(bigram << 32)
            for bigram, owners in rows
        ]
        for table in (TITLE_BIGRAM, TITLE_SEGMENT):
            self._connection.execute(sa.delete(table).where(table.c.segment.in_(segments)))
        return keys


def fill(connection: sa.Connection) -> None:
    """Index the titles of all entries, of which those with the same ones have the same number."""
    query = sa.select(ENTRY.c.titles, ENTRY.c.title, ENTRY.c.aliases).where(ENTRY.c.titles == ENTRY.c.row)
    rows = connection.execute(query.order_by(ENTRY.c.row), execution_options={"yield_per": _ROWS})
    writer = TitleWriter(connection)
    for titles, title, aliases in rows:
        writer.put(titles, title_set(title, aliases_of(aliases)))
    writer.close()


# Made once: building a query takes longer than asking it.
_ASKED: sa.BindParameter[Any] = sa.bindparam("asked", expanding=True)
_SEGMENTS: sa.BindParameter[Any] = sa.bindparam("segments", expanding=True)
_IN_INDEX = TITLE_BIGRAM.c.segment.in_(_SEGMENTS) & TITLE_BIGRAM.c.bigram.in_(_ASKED)
_LENGTHS = sa.select(TITLE_BIGRAM.c.bigram, sa.func.length(TITLE_BIGRAM.c.owners)).where(_IN_INDEX)
_OWNERS = sa.select(TITLE_BIGRAM.c.bigram, TITLE_BIGRAM.c.owners).where(_IN_INDEX)
_SEGMENTS_KEPT = sa.select(TITLE_SEGMENT)
_TITLES = sa.select(TITLES).where(TITLES.c.titles.in_(_ASKED))
_SEQ: sa.BindParameter[Any] = sa.bindparam("seq", type_=sa.Integer)
_ENTRIES = sa.select(ENTRY.c.titles, *ENTRY_COLUMNS).where(ENTRY.c.titles.in_(_ASKED), is_listed(_SEQ))


def similar(connection: sa.Connection, seq: int, title: str, limit: int) -> tuple[Candidate, ...]:
    """The entries of a state with the most similar titles, best first."""
    sought, wanted = folded(title), PER_SHOWN * limit
    best: list[tuple[Entry, float]] = []
    for titles in in_order(*_postings(connection, sought)):
        rows = connection.execute(_TITLES, {"asked": titles}).all()
        named = [(row.titles, name) for row in sorted(rows) for name in row.folded.split("\n")]
        likeness: dict[int, float] = {}
        names = {place: name for place, (_, name) in enumerate(named)}
        for place, its_likeness in ranked(sought, names, _LISTED * wanted):
            likeness.setdefault(named[place][0], its_likeness)
        best += islice(_listed(connection, seq, likeness, wanted), wanted - len(best))
        if len(best) >= wanted:
            break
    best.sort(key=lambda item: -item[1])
    found = [(place, likeness) for place, (_, likeness) in enumerate(best)]
    return best_entries(found, title, limit, lambda places: [best[place][0] for place in places])


def _listed(
    connection: sa.Connection, seq: int, likeness: Mapping[int, float], at_a_time: int
) -> Iterator[tuple[Entry, float]]:
    """Of titles, best first, those of entries that the state has."""
    titles = iter(likeness)
    while asked := list(islice(titles, at_a_time)):
        rows = connection.execute(_ENTRIES, {"asked": asked, "seq": seq}).mappings()
        entries = {row["titles"]: entry_of(row) for row in rows}
        yield from ((entries[one], likeness[one]) for one in asked if one in entries)


def _postings(connection: sa.Connection, sought: str) -> tuple[list[npt.NDArray[np.uint32]], int]:
    """The titles of the rarest pairs of letters, and a number above all titles."""
    kept = connection.execute(_SEGMENTS_KEPT).all()
    asked = {"segments": [row.segment for row in kept], "asked": bigrams_of(sought)}
    lengths: dict[int, int] = {}
    for bigram, length in connection.execute(_LENGTHS, asked):
        lengths[bigram] = lengths.get(bigram, 0) + length // _OWNER.itemsize
    parts: dict[int, list[bytes]] = {bigram: [] for bigram in rarest(lengths)}
    for bigram, owners in connection.execute(_OWNERS, asked | {"asked": list(parts)}):
        parts[bigram].append(owners)
    size = 1 + max((row.last for row in kept), default=0)
    return [np.frombuffer(b"".join(part), _OWNER) for part in parts.values()], size
