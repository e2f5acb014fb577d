"""The index of titles in the database: which titles have a pair of letters, in parts that are merged.

Every import and every issue of numbers writes a part of its own, with those before it that are no larger, so
that there are few and a single number costs little. A title stays in the index when its entry
is no longer listed: other days still see it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from detector.registry.protocol import Candidate
from detector.registry.sql.queries import is_among, is_listed, numbers
from detector.registry.sql.schema import (
    ENTRY,
    ENTRY_COLUMNS,
    TITLE_BIGRAM,
    TITLE_SEGMENT,
    TITLES,
    aliases_of,
    entry_of,
)
from detector.registry.sql.sorted_keys import SortedKeys
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
_LARGEST_MERGED = 100_000
"""Titles of a part up to which a few new ones merge it with others, so that it takes little time."""
_TIMES_OWN = 4
"""A part of many new titles takes in older ones up to so many times its own size."""
_LISTED = 4
"""Titles that are kept for each one wanted, in case some are no longer listed."""
_ROWS = 2_000
"""Rows that are read or written at a time."""
_BYTES = 1 << 20
"""Bytes after which rows are written before there are so many."""


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
        self._keys = SortedKeys()
        self._size = self._last = 0

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
        self._keys.add(bigram_keys((number, name) for number, names in self._waiting for name in names))
        self._size += len(self._waiting)
        self._last = self._waiting[-1][0]
        self._waiting.clear()

    def _write_segment(self) -> None:
        if not self._size:
            return
        query = sa.select(TITLE_SEGMENT).order_by(TITLE_SEGMENT.c.segment.desc())
        older = self._connection.execute(query).all()
        size, largest = self._size, max(_LARGEST_MERGED, _TIMES_OWN * self._size)
        merged: list[int] = []
        for other in older:
            if other.size > size or size + other.size > largest:
                break
            merged.append(other.segment)
            size += other.size
        if merged:
            self._take_out(merged)
        segment = older[0].segment + 1 if older else 1
        values = {"segment": segment, "size": size, "last": self._last}
        self._connection.execute(sa.insert(TITLE_SEGMENT), values)
        batch: list[dict[str, int | bytes]] = []
        waiting = 0
        for bigram, owners in chain.from_iterable(map(postings_of, self._keys.parts())):
            batch.append({"segment": segment, "bigram": bigram, "owners": owners.astype(_OWNER).tobytes()})
            waiting += owners.nbytes
            if len(batch) >= _ROWS or waiting >= _BYTES:
                self._connection.execute(sa.insert(TITLE_BIGRAM), batch)
                batch, waiting = [], 0
        if batch:
            self._connection.execute(sa.insert(TITLE_BIGRAM), batch)

    def _take_out(self, segments: Sequence[int]) -> None:
        """Take the pairs of letters of parts over, and delete these."""
        query = sa.select(TITLE_BIGRAM.c.bigram, TITLE_BIGRAM.c.owners)
        query = query.where(TITLE_BIGRAM.c.segment.in_(segments))
        for bigram, owners in self._connection.execute(query, execution_options={"yield_per": _ROWS}):
            self._keys.add(np.frombuffer(owners, _OWNER).astype(np.uint64) | np.uint64(bigram << 32))
        for table in (TITLE_BIGRAM, TITLE_SEGMENT):
            self._connection.execute(sa.delete(table).where(table.c.segment.in_(segments)))


def fill(connection: sa.Connection) -> None:
    """Index the titles of all entries, of which those with the same ones have the same number."""
    earliest = sa.select(sa.func.min(ENTRY.c.row)).group_by(ENTRY.c.titles)
    query = sa.select(ENTRY.c.titles, ENTRY.c.title, ENTRY.c.aliases).where(ENTRY.c.row.in_(earliest))
    rows = connection.execute(query.order_by(ENTRY.c.titles), execution_options={"yield_per": _ROWS})
    writer = TitleWriter(connection)
    for titles, title, aliases in rows:
        writer.put(titles, title_set(title, aliases_of(aliases)))
    writer.close()


# Made once: building a query takes longer than asking it.
_SEGMENTS_KEPT = sa.select(TITLE_SEGMENT)
_IN_INDEX = is_among(TITLE_BIGRAM.c.segment, "segments") & is_among(TITLE_BIGRAM.c.bigram, "asked")
_LENGTHS = sa.select(TITLE_BIGRAM.c.bigram, sa.func.length(TITLE_BIGRAM.c.owners)).where(_IN_INDEX)
_OWNERS = sa.select(TITLE_BIGRAM.c.bigram, TITLE_BIGRAM.c.owners).where(_IN_INDEX)
_TITLES = sa.select(TITLES.c.titles, TITLES.c.folded).where(is_among(TITLES.c.titles, "asked"))
_SEQ: sa.BindParameter[Any] = sa.bindparam("seq", type_=sa.Integer)
_ENTRIES = sa.select(ENTRY.c.titles, *ENTRY_COLUMNS).where(is_among(ENTRY.c.titles, "asked"), is_listed(_SEQ))


def similar(connection: sa.Connection, seq: int, title: str, limit: int) -> tuple[Candidate, ...]:
    """The entries of a state with the most similar titles, best first."""
    sought, wanted = folded(title), PER_SHOWN * limit
    best: list[tuple[sa.RowMapping, float]] = []
    for places in in_order(*_postings(connection, sought)):
        texts = dict(map(tuple, connection.execute(_TITLES, {"asked": numbers(places)}).all()))
        named = [(place, name) for place in sorted(texts) for name in texts[place].split("\n")]
        likeness: dict[int, float] = {}
        names = {at: name for at, (_, name) in enumerate(named)}
        for at, its_likeness in ranked(sought, names, _LISTED * wanted):
            likeness.setdefault(named[at][0], its_likeness)
        best += islice(_listed(connection, seq, likeness, wanted), wanted - len(best))
        if len(best) >= wanted:
            break
    best.sort(key=lambda item: -item[1])
    found = [(place, likeness) for place, (_, likeness) in enumerate(best)]
    return best_entries(found, title, limit, lambda place: entry_of(best[place][0]))


def _listed(
    connection: sa.Connection, seq: int, likeness: Mapping[int, float], at_a_time: int
) -> Iterator[tuple[sa.RowMapping, float]]:
    """Of titles, best first, the rows of the entries that the state has."""
    titles = iter(likeness)
    while asked := list(islice(titles, at_a_time)):
        rows = connection.execute(_ENTRIES, {"asked": numbers(asked), "seq": seq}).mappings().all()
        entries = {row["titles"]: row for row in rows}
        yield from ((entries[one], likeness[one]) for one in asked if one in entries)


def _postings(connection: sa.Connection, sought: str) -> tuple[list[npt.NDArray[np.uint32]], int]:
    """The titles of the rarest pairs of letters, and a number above all titles."""
    kept = connection.execute(_SEGMENTS_KEPT).all()
    asked = {"segments": numbers(row.segment for row in kept), "asked": numbers(bigrams_of(sought))}
    lengths: dict[int, int] = {}
    for bigram, length in connection.execute(_LENGTHS, asked).all():
        lengths[bigram] = lengths.get(bigram, 0) + length // _OWNER.itemsize
    parts: dict[int, list[bytes]] = {bigram: [] for bigram in rarest(lengths)}
    for bigram, owners in connection.execute(_OWNERS, asked | {"asked": numbers(parts)}).all():
        parts[bigram].append(owners)
    size = 1 + max((row.last for row in kept), default=0)
    return [np.frombuffer(b"".join(part), _OWNER) for part in parts.values()], size
