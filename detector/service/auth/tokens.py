"""Who may do what: tokens, of which only a hash is kept.

A token is ``dt_<id>_<secret>``; the secret has 256 random bits, so a fast hash is enough. While a token is
rotated, the old secret holds for some hours beside the new one.
"""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa

from detector.errors import TokenInvalid, UsageError
from detector.service.storage.database import Store
from detector.service.storage.schema import TOKEN

Scope = Literal["scan", "review", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""``scan``: submit, and see one's own; ``review``: see everything; ``admin``: all of it, and more."""

_FORM = re.compile(r"dt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_HELD_S = 2.0  # so long a revoked token may hold in an instance that has just seen it
_WRONG = "write `Authorization: Bearer dt_…`; `detector serve token add NAME` makes a token"


@dataclass(frozen=True, slots=True)
class Token:
    """A caller. ``rate_per_minute`` requests and ``scans_per_day``; ``None``: as the settings say, any."""

    id: str
    name: str
    scopes: frozenset[str]
    rate_per_minute: int | None = None
    scans_per_day: int | None = None
    created_ms: int = 0
    revoked_ms: int | None = None

    def may(self, scope: Scope) -> bool:
        """Whether a request that needs this scope is allowed."""
        return scope in self.scopes or "admin" in self.scopes

    @property
    def sees_all(self) -> bool:
        """Whether it sees what other tokens submitted."""
        return self.may("review")


LOCAL = Token("local", "local", frozenset(SCOPES))
"""Who calls where no token was ever made and the service listens on this machine alone."""


class Tokens:
    """The tokens in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store
        self._held: dict[str, tuple[float, sa.RowMapping | None]] = {}
        self._lock = threading.Lock()

    def add(self, token: Token) -> str:
        """Keep a new token (its id is drawn here) and give its text, which is told this once."""
        name, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        row = {
            "id": name,
            "name": token.name,
            "hash": _hash(secret),
            "scopes": " ".join(sorted(token.scopes)),
            "rate_per_minute": token.rate_per_minute,
            "scans_per_day": token.scans_per_day,
        }
        with self._store.writing(keeps=True) as connection:
            connection.execute(sa.insert(TOKEN).values(row | {"created_ms": self._store.now()}))
        self._held.clear()
        return f"dt_{name}_{secret}"

    def rotate(self, token_id: str, grace_hours: float) -> str:
        """A new secret; the old one holds for ``grace_hours`` more. Raises ``UsageError`` for no such id."""
        secret = secrets.token_urlsafe(32)
        until = self._store.now() + round(grace_hours * 3_600_000)
        self._change(token_id, old_hash=TOKEN.c.hash, old_until_ms=until, hash=_hash(secret))
        return f"dt_{token_id}_{secret}"

    def revoke(self, token_id: str) -> None:
        """From now on it does not hold. Raises ``UsageError`` for no such id."""
        self._change(token_id, revoked_ms=self._store.now())

    def _change(self, token_id: str, **values: object) -> None:
        with self._store.writing(keeps=True) as connection:
            there = TOKEN.c.id == token_id, TOKEN.c.revoked_ms.is_(None)
            if not connection.execute(sa.update(TOKEN).where(*there).values(**values)).rowcount:
                told = f"there is no token {token_id!r}, or it is revoked"
                raise UsageError(told, "`detector serve token list` lists them")
        self._held.clear()

    def every(self) -> list[Token]:
        """All tokens, revoked ones too, oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(sa.select(TOKEN).order_by(TOKEN.c.created_ms, TOKEN.c.id)).mappings()
            return [_token(row) for row in rows]

    def are_there(self) -> bool:
        """Whether a token was ever made: from then on every caller needs one."""
        return self._row(None) is not None

    def holder(self, text: str) -> Token:
        """Who calls with this token. Raises ``TokenInvalid``."""
        form = _FORM.fullmatch(text)
        row = self._row(form[1]) if form else None
        # Compared even where there is no such token, so that the time tells nothing.
        said = _hash(form[2] if form else "")
        is_new = hmac.compare_digest(said, row["hash"] if row else _hash("-"))
        is_old = hmac.compare_digest(said, (row and row["old_hash"]) or _hash("-"))
        if row and row["revoked_ms"] is None and (is_new or (is_old and not _is_past(row["old_until_ms"]))):
            return _token(row)
        raise TokenInvalid("the token does not hold", _WRONG)

    def is_known(self, text: str | None) -> bool:
        """Whether :meth:`holder`, or :meth:`are_there` for ``None``, can answer without the database."""
        form = _FORM.fullmatch(text) if text is not None else None
        with self._lock:
            seen_at, _ = self._held.get(form[1] if form else "", (0.0, None))
        return time.monotonic() - seen_at < _HELD_S if form or text is None else True

    def _row(self, token_id: str | None) -> sa.RowMapping | None:
        key = token_id or ""
        with self._lock:
            seen_at, row = self._held.get(key, (0.0, None))
            if seen_at and time.monotonic() - seen_at < _HELD_S:
                return row
        query = sa.select(TOKEN).limit(1)
        with self._store.reading() as connection:
            found = connection.execute(query.where(TOKEN.c.id == token_id) if token_id else query)
            row = found.mappings().first()
        if row is not None or token_id is None:  # what strangers make up is not held
            with self._lock:
                self._held[key] = (time.monotonic(), row)
        return row


def checked_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """Scopes as a user writes them. Raises ``UsageError``."""
    found = frozenset(scopes)
    if not found or not found <= set(SCOPES):
        given = ", ".join(sorted(found)) or "none"
        raise UsageError(f"--scope: {given}: no scope", f"known are {', '.join(SCOPES)}")
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _is_past(until_ms: int | None) -> bool:
    return until_ms is None or until_ms < time.time() * 1000


def _token(row: sa.RowMapping) -> Token:
    return Token(
        row["id"],
        row["name"],
        frozenset(row["scopes"].split()),
        row["rate_per_minute"],
        row["scans_per_day"],
        row["created_ms"],
        row["revoked_ms"],
    )
