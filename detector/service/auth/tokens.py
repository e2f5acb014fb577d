"""The tokens of callers; only hashes of their secrets are stored.

A token is ``dt_<id>_<secret>``. The secret has 256 random bits, so a fast hash is enough. After a rotation
the old secret stays valid for some hours beside the new one.
"""

import hashlib
import hmac
import re
import secrets
import threading
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa

from detector.errors import TokenInvalid, UsageError
from detector.service.storage.database import Store
from detector.service.storage.schema import TOKEN

Scope = Literal["scan", "review", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""``scan``: submit scans and see one's own; ``review``: see all scans; ``admin``: everything."""

_FORMAT = re.compile(r"dt_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_CACHE_S = 2.0  # the longest time for which an instance may still accept a revoked token
_ADD_LOCK = 6_283_185_313
"""Key of the turn (:meth:`Store.take_turn`) of those who add a token."""

_HINT = "write `Authorization: Bearer dt_…`; `detector serve token add NAME` creates a token"


@dataclass(frozen=True, slots=True)
class Token:
    """A caller. ``rate_per_minute`` limits requests (``None``: as configured), ``scans_per_day`` scans."""

    id: str
    name: str
    scopes: frozenset[str]
    rate_per_minute: int | None = None
    scans_per_day: int | None = None
    created_ms: int = 0
    revoked_ms: int | None = None

    def may(self, scope: Scope) -> bool:
        """Whether it has this scope."""
        return scope in self.scopes or "admin" in self.scopes

    @property
    def sees_all(self) -> bool:
        """Whether it sees what other tokens submitted."""
        return self.may("review")


LOCAL = Token("local", "local", frozenset(SCOPES))
"""The caller where no token was ever created and the service listens on loopback only."""


class Tokens:
    """The tokens in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store
        self._cache: dict[str, tuple[float, sa.RowMapping | None]] = {}
        self._lock = threading.Lock()

    def add(self, token: Token) -> str:
        """Store a new token, whose id is generated here; its text, which cannot be shown again.

        Raises ``UsageError`` for a name that another token has or had: two reviewers must be two names.
        """
        token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        row = {
            "id": token_id,
            "name": token.name,
            "hash": _hash(secret),
            "scopes": " ".join(sorted(token.scopes)),
            "rate_per_minute": token.rate_per_minute,
            "scans_per_day": token.scans_per_day,
        }
        with self._store.writing(durable=True) as connection:
            self._store.take_turn(connection, _ADD_LOCK)
            names = connection.execute(sa.select(TOKEN.c.name)).scalars()
            if _as_compared(token.name) in map(_as_compared, names):
                hint = (
                    "names stand in the log, so each caller has its own; `token rotate ID` gives a new secret"
                )
                raise UsageError(f"{token.name!r} is a name that a token has", hint)
            connection.execute(sa.insert(TOKEN).values(row | {"created_ms": self._store.now()}))
        self._cache.clear()
        return f"dt_{token_id}_{secret}"

    def rotate(self, token_id: str, grace_hours: float) -> str:
        """The new text; the old one stays valid for ``grace_hours``. Raises ``UsageError`` for no such id."""
        secret = secrets.token_urlsafe(32)
        until = self._store.now() + round(grace_hours * 3_600_000)
        self._update(token_id, old_hash=TOKEN.c.hash, old_until_ms=until, hash=_hash(secret))
        return f"dt_{token_id}_{secret}"

    def revoke(self, token_id: str) -> None:
        """Make a token invalid from now on. Raises ``UsageError`` for an unknown id."""
        self._update(token_id, revoked_ms=self._store.now())

    def _update(self, token_id: str, **values: object) -> None:
        with self._store.writing(durable=True) as connection:
            where = TOKEN.c.id == token_id, TOKEN.c.revoked_ms.is_(None)
            if not connection.execute(sa.update(TOKEN).where(*where).values(**values)).rowcount:
                message = f"there is no token {token_id!r}, or it is revoked"
                raise UsageError(message, "`detector serve token list` lists all tokens")
        self._cache.clear()

    def list_all(self) -> list[Token]:
        """All tokens, including revoked ones, oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(sa.select(TOKEN).order_by(TOKEN.c.created_ms, TOKEN.c.id)).mappings()
            return [_token(row) for row in rows]

    def any_created(self) -> bool:
        """Whether a token was ever created: from then on every caller needs one."""
        return self._row(None) is not None

    def authenticate(self, text: str) -> Token:
        """The caller with this token. Raises ``TokenInvalid``."""
        parts = _FORMAT.fullmatch(text)
        row = self._row(parts[1]) if parts else None
        # Hashes are compared even where there is no such token, so that the time taken reveals nothing.
        given = _hash(parts[2] if parts else "")
        is_new = hmac.compare_digest(given, row["hash"] if row else _hash("-"))
        is_old = hmac.compare_digest(given, (row and row["old_hash"]) or _hash("-"))
        if row and row["revoked_ms"] is None:
            in_grace = row["old_until_ms"] is not None and row["old_until_ms"] >= time.time() * 1000
            if is_new or (is_old and in_grace):
                return _token(row)
        raise TokenInvalid("invalid, expired or revoked token", _HINT)

    def name_of(self, token_id: str) -> str:
        """The name of a token by its id; the id itself where there is none."""
        if token_id == LOCAL.id:
            return LOCAL.name
        token = self.get(token_id)
        return token.name if token else token_id

    def get(self, token_id: str) -> Token | None:
        """A token by its id, revoked or not; ``None`` where there is none."""
        row = self._row(token_id)
        return _token(row) if row else None

    def is_cached(self, text: str | None) -> bool:
        """Whether :meth:`authenticate`, or :meth:`any_created` for ``None``, needs no query now."""
        parts = _FORMAT.fullmatch(text) if text is not None else None
        if text is not None and not parts:
            return True
        with self._lock:
            cached_at, _ = self._cache.get(parts[1] if parts else "", (0.0, None))
        return time.monotonic() - cached_at < _CACHE_S

    def _row(self, token_id: str | None) -> sa.RowMapping | None:
        """The row of a token, or of any token for ``None``."""
        key = token_id or ""
        with self._lock:
            cached_at, row = self._cache.get(key, (0.0, None))
            if cached_at and time.monotonic() - cached_at < _CACHE_S:
                return row
        query = sa.select(TOKEN).limit(1)
        with self._store.reading() as connection:
            found = connection.execute(query.where(TOKEN.c.id == token_id) if token_id else query)
            row = found.mappings().first()
        if row is not None or token_id is None:  # unknown ids are not cached: anybody can make them up
            with self._lock:
                self._cache[key] = (time.monotonic(), row)
        return row


def parse_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """Scopes as a user writes them. Raises ``UsageError``."""
    found = frozenset(scopes)
    if not found or not found <= set(SCOPES):
        given = ", ".join(sorted(found)) or "none"
        raise UsageError(f"--scope: {given}: unknown scope", f"known are {', '.join(SCOPES)}")
    return found


def _as_compared(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


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
