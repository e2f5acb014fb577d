"""The log of decisions: append-only, each entry with the hash of the one before.

Who may write to the database and knows this program could make a whole chain anew. So a head (count and hash)
that was noted elsewhere can be held against the log: ``detector review log verify --head``.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from detector.errors import LogTampered, UsageError
from detector.service.storage.database import Store
from detector.service.storage.schema import DECISION, DECISION_HEAD

Action = Literal["confirm", "reject", "undecided", "edit", "undo"]
ACTIONS: tuple[Action, ...] = get_args(Action)

_FIRST = "0" * 64
_LOCK = 6_283_185_309
"""The number of the server's lock under which the log is written: entries come one after the other."""
_CHUNK = 1_000
_HINT = "keep this database and the newest backup as they are, and compare them from this entry on"


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision. ``before`` and ``after``: how the case stood, its verdict and corrected fields.

    ``seq`` counts from 1 without gaps; ``who`` is a token's id, ``name`` its name on that day.
    """

    seq: int
    job: str
    at_ms: int
    who: str
    name: str
    action: Action
    reason: str | None
    note: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    previous: str
    hash: str = ""

    def sealed(self) -> str:
        """The hash that belongs to this entry."""
        plain = {name: value for name, value in asdict(self).items() if name != "hash"}
        return hashlib.sha256(_canonical(plain).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: how many entries, and the last one's hash."""

    seq: int
    hash: str


def head_of(text: str) -> Head:
    """A head as it was noted, ``N:HASH``. Raises ``UsageError``."""
    seq, _, digest = text.partition(":")
    if not (seq.isdecimal() and int(seq) > 0 and re.fullmatch("[0-9a-f]{64}", digest)):
        raise UsageError(f"--head: {text!r} is no end of a log", "write N:HASH as `review log verify` does")
    return Head(int(seq), digest)


class AuditLog:
    """The log in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def append(self, connection: sa.Connection, told: Mapping[str, Any]) -> Entry:
        """Write an entry as part of a transaction; ``told`` are its fields but for place, time and hashes."""
        if not self._store.is_file:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        head = _head(connection)
        entry = Entry(
            seq=head.seq + 1, at_ms=self._store.now_ms(connection), previous=head.hash, **dict(told)
        )
        row = asdict(entry) | {"hash": entry.sealed()}
        row |= {name: _canonical(row[name]) for name in ("before", "after")}
        connection.execute(sa.insert(DECISION).values(row))
        values = {"seq": row["seq"], "hash": row["hash"]}
        if head.seq:
            connection.execute(sa.update(DECISION_HEAD).values(values))
        else:
            connection.execute(sa.insert(DECISION_HEAD).values(values | {"one": 1}))
        return _entry(row)

    def of(self, connection: sa.Connection, job: str) -> list[Entry]:
        """The entries of one case, oldest first."""
        query = sa.select(DECISION).where(DECISION.c.job == job).order_by(DECISION.c.seq)
        return [_entry(dict(row)) for row in connection.execute(query).mappings()]

    def every(self) -> Iterator[Entry]:
        """All entries in their order, in flat memory."""
        for row in self._rows():
            yield _entry(row)

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        last: int | None = None
        while True:
            query = sa.select(DECISION).order_by(DECISION.c.seq).limit(_CHUNK)
            with self._store.reading() as connection:
                chosen = query if last is None else query.where(DECISION.c.seq > last)
                rows = [dict(row) for row in connection.execute(chosen).mappings()]
            yield from rows
            if len(rows) < _CHUNK:
                return
            last = rows[-1]["seq"]

    def verify(self, known: Sequence[Head] = ()) -> Head:
        """The end of a log that is whole; ``known`` are heads that were noted earlier.

        Raises ``LogTampered`` naming the first entry that is not as it was written.
        """
        with self._store.reading() as connection:
            told = _head(connection)
        return checked(self._rows(), told, known)


def checked(rows: Iterable[Mapping[str, Any]], told: Head, known: Sequence[Head] = ()) -> Head:
    """The end of these rows, if they are a whole log that ends as told. Raises ``LogTampered``."""
    last, noted = Head(0, _FIRST), {head.seq: head.hash for head in known}
    for row in rows:
        seq = last.seq + 1
        if row["seq"] != seq:
            raise LogTampered(f"entry {seq}: it is not there, {row['seq']} follows", _HINT)
        if row["previous"] != last.hash:
            raise LogTampered(f"entry {seq}: it does not follow the one before", _HINT)
        if _seal_of(row) != row["hash"]:
            raise LogTampered(f"entry {seq}: it was changed after it was written", _HINT)
        if noted.pop(seq, row["hash"]) != row["hash"]:
            raise LogTampered(f"entry {seq}: it is not the one whose head was noted", _HINT)
        last = Head(seq, row["hash"])
        if seq == told.seq and last != told:
            raise LogTampered(f"entry {seq}: it is not the one with which the log ended", _HINT)
    missing = max([told.seq, *noted])
    if missing > last.seq:
        raise LogTampered(f"entry {last.seq + 1}: it is not there, the log had {missing}", _HINT)
    return last


def _seal_of(row: Mapping[str, Any]) -> str | None:
    try:
        return _entry(row).sealed()
    except (ValueError, TypeError):
        return None


def _head(connection: sa.Connection) -> Head:
    row = connection.execute(sa.select(DECISION_HEAD.c.seq, DECISION_HEAD.c.hash)).first()
    return Head(*row) if row else Head(0, _FIRST)


def _entry(row: Mapping[str, Any]) -> Entry:
    values = {name: row[name] for name in Entry.__dataclass_fields__}
    for name in ("before", "after"):
        values[name] = json.loads(values[name])
        if _canonical(values[name]) != row[name]:
            raise ValueError(name)
    return Entry(**values)


def _canonical(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
