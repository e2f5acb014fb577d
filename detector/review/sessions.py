"""Who is signed in at the desk. A cookie's text is kept as a hash; a revoked token ends its sessions."""

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

_LINK_S = 300
_SIGN_IN = "sign in again"
_MADE = "`detector serve token add NAME --scope review` makes a token"


@dataclass(frozen=True, slots=True)
class Session:
    """A reviewer at work; ``csrf`` is in each of their forms."""

    reviewer: Reviewer
    csrf: str

    def check(self, csrf: str) -> None:
        """Raise ``TokenInvalid`` for a form that is not of this session."""
        if not hmac.compare_digest(csrf.encode(), self.csrf.encode()):
            raise TokenInvalid("the form is not of this session", "load the page again, then send it")


class Sessions:
    """The sessions in the database, and the links for one use of this process."""

    def __init__(self, store: Store, tokens: Tokens, hours: float) -> None:
        """A session lasts so many ``hours``."""
        self._store, self._tokens = store, tokens
        self._lasts_ms = round(hours * 3_600_000)
        self._links: dict[str, tuple[float, Reviewer]] = {}
        self._lock = threading.Lock()

    def sign_in(self, text: str) -> str:
        """The cookie's text for a token. Raises ``TokenInvalid``, ``ScopeMissing``."""
        token = self._tokens.holder(text)
        if not token.may("review"):
            raise ScopeMissing("the token has no scope review", _MADE)
        return self._open(Reviewer(token.id, token.name))

    def link(self, reviewer: Reviewer) -> str:
        """A text that signs a reviewer of this machine in, once, within five minutes."""
        text = secrets.token_urlsafe(32)
        with self._lock:
            self._links[_hash(text)] = (time.monotonic() + _LINK_S, reviewer)
        return text

    def redeem(self, text: str) -> str:
        """The cookie's text for a link. Raises ``TokenInvalid`` for one that was used or is too old."""
        with self._lock:
            until, reviewer = self._links.pop(_hash(text), (0.0, None))
        if reviewer is None or until < time.monotonic():
            raise TokenInvalid("the link was used before, or is too old", "start `detector review` again")
        return self._open(reviewer)

    def known(self, text: str | None) -> Session:
        """The session of a cookie. Raises ``TokenInvalid``."""
        joined = sa.select(SESSION, TOKEN.c.id.label("token"), TOKEN.c.revoked_ms, TOKEN.c.scopes)
        joined = joined.outerjoin(TOKEN, TOKEN.c.id == SESSION.c.who)
        with self._store.reading() as connection:
            query = joined.where(SESSION.c.hash == _hash(text or ""), SESSION.c.until_ms > self._store.now())
            row = connection.execute(query).mappings().first()
        if row is None:
            raise TokenInvalid("nobody is signed in", _SIGN_IN)
        is_linked = row["who"].startswith(LINKED)
        if not is_linked and (row["token"] is None or row["revoked_ms"] is not None):
            raise TokenInvalid("the token of this session holds no longer", _SIGN_IN)
        return Session(Reviewer(row["who"], row["name"]), row["csrf"])

    def sign_out(self, text: str | None) -> None:
        """End a session, and all that are too old."""
        old = (SESSION.c.hash == _hash(text or "")) | (SESSION.c.until_ms < self._store.now())
        with self._store.writing() as connection:
            connection.execute(sa.delete(SESSION).where(old))

    def _open(self, reviewer: Reviewer) -> str:
        text = secrets.token_urlsafe(32)
        row = {"hash": _hash(text), "who": reviewer.id, "name": reviewer.name}
        row |= {"csrf": secrets.token_urlsafe(24)}
        with self._store.writing() as connection:
            until = self._store.now() + self._lasts_ms
            connection.execute(sa.insert(SESSION).values(row | {"until_ms": until}))
        return text


LINKED = "link:"
"""Before the ids of reviewers who came by a link and have no token."""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
