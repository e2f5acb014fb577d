"""Reviewers' sessions. Only a hash of the cookie is stored; a revoked token ends its sessions."""

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass

import sqlalchemy as sa

from detector.errors import ScopeMissing, TokenInvalid
from detector.review.cases import Reviewer
from detector.service.auth.tokens import Tokens
from detector.service.storage.database import Store
from detector.service.storage.schema import SESSION, TOKEN

LINK_REVIEWER_PREFIX = "link:"
"""Prefix of the ids of reviewers who signed in by a link and have no token."""

_LINK_S = 300
_SIGN_IN = "sign in again"


def is_alone(reviewer: Reviewer) -> bool:
    """Whether this is the one reviewer of a desk on their own machine."""
    return reviewer.id.startswith(LINK_REVIEWER_PREFIX)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in reviewer; ``csrf`` is the CSRF token in each of their forms."""

    reviewer: Reviewer
    csrf: str

    @property
    def is_alone(self) -> bool:
        """Whether there are no other reviewers."""
        return is_alone(self.reviewer)

    def check_csrf(self, csrf: str) -> None:
        """Raise ``TokenInvalid`` for a form of another session."""
        if not hmac.compare_digest(csrf.encode(), self.csrf.encode()):
            raise TokenInvalid("the form is not of this session", "load the page again, then send it")


class Sessions:
    """The sessions in the database, and this process's one-time links."""

    def __init__(self, store: Store, tokens: Tokens, hours: float) -> None:
        """A session lasts ``hours``."""
        self._store, self._tokens = store, tokens
        self._duration_ms = round(hours * 3_600_000)
        self._links: dict[str, tuple[float, Reviewer]] = {}
        self._lock = threading.Lock()

    def sign_in(self, token_text: str) -> str:
        """The cookie of a new session. Raises ``TokenInvalid`` or ``ScopeMissing``."""
        token = self._tokens.authenticate(token_text)
        if not token.may("review"):
            hint = "`detector serve token add NAME --scope review` creates a token"
            raise ScopeMissing("the token lacks the scope review", hint)
        return self._create(Reviewer(token.id, token.name))

    def create_link(self, reviewer: Reviewer) -> str:
        """The secret of a link that signs a reviewer of this machine in, once, within five minutes."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._links[_hash(secret)] = (time.monotonic() + _LINK_S, reviewer)
        return secret

    def redeem_link(self, secret: str) -> str:
        """The cookie of a new session. Raises ``TokenInvalid`` for a used or expired link."""
        with self._lock:
            until, reviewer = self._links.pop(_hash(secret), (0.0, None))
        if reviewer is None or until < time.monotonic():
            raise TokenInvalid("the link was used before, or has expired", "start `detector review` again")
        return self._create(reviewer)

    def get(self, cookie: str | None) -> Session:
        """The session of a cookie. Raises ``TokenInvalid``."""
        joined = sa.select(SESSION, TOKEN.c.id.label("token"), TOKEN.c.revoked_ms)
        joined = joined.outerjoin(TOKEN, TOKEN.c.id == SESSION.c.who)
        with self._store.reading() as connection:
            is_valid = SESSION.c.until_ms > self._store.now()
            query = joined.where(SESSION.c.hash == _hash(cookie or ""), is_valid)
            row = connection.execute(query).mappings().first()
        if row is None:
            raise TokenInvalid("nobody is signed in", _SIGN_IN)
        reviewer = Reviewer(row["who"], row["name"])
        if not is_alone(reviewer) and (row["token"] is None or row["revoked_ms"] is not None):
            raise TokenInvalid("the token of this session was revoked", _SIGN_IN)
        return Session(reviewer, row["csrf"])

    def sign_out(self, cookie: str | None) -> None:
        """Delete a session, and all that have expired."""
        ended = (SESSION.c.hash == _hash(cookie or "")) | (SESSION.c.until_ms < self._store.now())
        with self._store.writing() as connection:
            connection.execute(sa.delete(SESSION).where(ended))

    def _create(self, reviewer: Reviewer) -> str:
        cookie = secrets.token_urlsafe(32)
        row = {
            "hash": _hash(cookie),
            "who": reviewer.id,
            "name": reviewer.name,
            "csrf": secrets.token_urlsafe(24),
            "until_ms": self._store.now() + self._duration_ms,
        }
        with self._store.writing() as connection:
            connection.execute(sa.insert(SESSION).values(row))
        return cookie


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
