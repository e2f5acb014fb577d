"""The audit log of decisions: append-only, each entry with the hash of the entry before.

Somebody who can write to the database and knows this program could rebuild the whole chain. So a head (count
and hash) noted elsewhere can be checked against the log: ``detector review log verify --head``.
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

Action = Literal["release", "block", "return", "rescan", "undecided", "edit", "undo", "confirm", "reject"]
ACTIONS: tuple[Action, ...] = get_args(Action)

_NO_HASH = "0" * 64
_APPEND_LOCK = 6_283_185_309
"""Key of the PostgreSQL advisory lock that makes appending transactions take turns."""
_CHUNK = 1_000
_HINT = "keep this database and the newest backup unchanged, and compare them from this entry on"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One decision. ``before`` and ``after`` are the state of the case: verdict and corrected fields.

    ``after`` of a decision has the ``vote``, and ``findings``: rule → whether the reviewer accepts it.
    Entries of earlier versions have the actions ``confirm`` and ``reject``, of the machine's outcome.

    ``seq`` counts from 1 without gaps; ``who`` is a token's id, ``name`` the token's name at that time.
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

    def computed_hash(self) -> str:
        """The hash of all other fields: ``hash`` of an untampered entry."""
        fields = {name: value for name, value in asdict(self).items() if name != "hash"}
        return hashlib.sha256(_canonical_json(fields).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: the number of entries, and the last one's hash."""

    seq: int
    hash: str


def parse_head(text: str) -> Head:
    """A head as it was noted, ``N:HASH``. Raises ``UsageError``."""
    seq, _, digest = text.partition(":")
    if not (seq.isdecimal() and int(seq) > 0 and re.fullmatch("[0-9a-f]{64}", digest)):
        raise UsageError(f"--head: {text!r} is not a head", "give N:HASH as `review log verify` prints it")
    return Head(int(seq), digest)


class AuditLog:
    """The log in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def append(self, connection: sa.Connection, fields: Mapping[str, Any]) -> AuditEntry:
        """Append an entry in a transaction; ``fields`` are those but ``seq``, ``at_ms`` and the hashes."""
        if not self._store.is_file:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_APPEND_LOCK)))
        head = _head(connection)
        entry = AuditEntry(
            seq=head.seq + 1, at_ms=self._store.now_ms(connection), previous=head.hash, **dict(fields)
        )
        row = asdict(entry) | {"hash": entry.computed_hash()}
        row |= {name: _canonical_json(row[name]) for name in ("before", "after")}
        connection.execute(sa.insert(DECISION).values(row))
        values = {"seq": row["seq"], "hash": row["hash"]}
        if head.seq:
            connection.execute(sa.update(DECISION_HEAD).values(values))
        else:
            connection.execute(sa.insert(DECISION_HEAD).values(values | {"one": 1}))
        return _entry(row)

    def entries_of(self, connection: sa.Connection, job: str) -> list[AuditEntry]:
        """The entries of one case, oldest first."""
        query = sa.select(DECISION).where(DECISION.c.job == job).order_by(DECISION.c.seq)
        return [_entry(dict(row)) for row in connection.execute(query).mappings()]

    def entries(self) -> Iterator[AuditEntry]:
        """All entries in their order, read in chunks."""
        return map(_entry, self._rows())

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        last: int | None = None
        while True:
            query = sa.select(DECISION).order_by(DECISION.c.seq).limit(_CHUNK)
            with self._store.reading() as connection:
                chunk = query if last is None else query.where(DECISION.c.seq > last)
                rows = [dict(row) for row in connection.execute(chunk).mappings()]
            yield from rows
            if len(rows) < _CHUNK:
                return
            last = rows[-1]["seq"]

    def verify(self, noted: Sequence[Head] = ()) -> Head:
        """The head of the log, if it is untampered; ``noted`` are heads noted earlier.

        Raises ``LogTampered`` naming the first entry that is not as it was written.
        """
        with self._store.reading() as connection:
            head = _head(connection)
        return verify_chain(self._rows(), head, noted)


def verify_chain(rows: Iterable[Mapping[str, Any]], stored: Head, noted: Sequence[Head] = ()) -> Head:
    """The head of these rows, if they are a whole chain up to the stored head. Raises ``LogTampered``."""
    last, noted_hashes = Head(0, _NO_HASH), {head.seq: head.hash for head in noted}
    for row in rows:
        seq = last.seq + 1
        if row["seq"] != seq:
            raise LogTampered(f"entry {seq}: it is missing, {row['seq']} follows", _HINT)
        if row["previous"] != last.hash:
            raise LogTampered(f"entry {seq}: it does not follow the entry before", _HINT)
        if not _is_as_written(row):
            raise LogTampered(f"entry {seq}: it was changed after it was written", _HINT)
        if noted_hashes.pop(seq, row["hash"]) != row["hash"]:
            raise LogTampered(f"entry {seq}: it is not the one whose head was noted", _HINT)
        last = Head(seq, row["hash"])
        if seq == stored.seq and last != stored:
            raise LogTampered(f"entry {seq}: it is not the last entry that was written", _HINT)
    expected = max([stored.seq, *noted_hashes])
    if expected > last.seq:
        raise LogTampered(f"entry {last.seq + 1}: it is missing, the log had {expected}", _HINT)
    return last


def _is_as_written(row: Mapping[str, Any]) -> bool:
    try:
        return _entry(row).computed_hash() == str(row["hash"])
    except (ValueError, TypeError):
        return False


def _head(connection: sa.Connection) -> Head:
    row = connection.execute(sa.select(DECISION_HEAD.c.seq, DECISION_HEAD.c.hash)).first()
    return Head(*row) if row else Head(0, _NO_HASH)


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    values = {name: row[name] for name in AuditEntry.__dataclass_fields__}
    for name in ("before", "after"):
        values[name] = json.loads(values[name])
        if _canonical_json(values[name]) != row[name]:
            raise ValueError(name)
    return AuditEntry(**values)


def _canonical_json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
