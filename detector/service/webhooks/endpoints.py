"""Webhook endpoints and their deliveries in the database.

The secret of an endpoint is stored as it is, because it signs. After a rotation both secrets sign for a day.
"""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detector.errors import NoSuchResource, RequestInvalid, StateConflict
from detector.service.auth.tokens import Token
from detector.service.jobs.outbox import origin_of
from detector.service.storage.database import Store
from detector.service.storage.schema import DELIVERY, ENDPOINT

GRACE_HOURS = 24
"""How long an old secret signs beside the new one."""

_LIST_LIMIT = 200
_LEASE_MS = 60_000
_ADD_LOCK = 6_283_185_311
"""Key of the turn (:meth:`Store.take_turn`) of those who add an endpoint."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook that is due, and the secrets that sign it. ``id`` stays the same for all attempts."""

    id: str
    endpoint: str
    url: str
    body: str
    secrets: tuple[str, ...]
    attempts: int


class Endpoints:
    """Endpoints and deliveries in the database."""

    def __init__(self, store: Store) -> None:
        """``store`` has the tables."""
        self._store = store

    def add(self, url: str, token: Token, *, only_callbacks: bool = False) -> dict[str, Any]:
        """The row of a new endpoint, with its secret. Raises ``StateConflict`` for a URL that it has."""
        row = {
            "id": secrets.token_hex(16),
            "token": token.id,
            "url": url,
            "secret": _new_secret(),
            "is_on": True,
            "created_ms": self._store.now(),
            "only_callbacks": only_callbacks,
        }
        with self._store.writing(durable=True) as connection:
            self._store.take_turn(connection, _ADD_LOCK)
            same = sa.select(ENDPOINT.c.id).where(ENDPOINT.c.token == token.id, ENDPOINT.c.url == url)
            if known := connection.execute(same).scalar():
                hint = f"POST /v1/webhooks/{known}:rotate gives it a new secret; DELETE removes it"
                raise StateConflict("url: this token has an endpoint with this URL", hint)
            insert = sa.insert(ENDPOINT).values(row).returning(ENDPOINT)
            return dict(connection.execute(insert).mappings().one())

    def check_callback(self, url: str, token: Token) -> None:
        """Raise ``RequestInvalid`` unless an active endpoint of the token has the URL's origin."""
        where = ENDPOINT.c.token == token.id, ENDPOINT.c.is_on
        with self._store.reading() as connection:
            known = connection.execute(sa.select(ENDPOINT.c.url).where(*where)).scalars().all()
        origin = origin_of(url)
        if not origin or origin not in map(origin_of, known):
            hint = "POST /v1/webhooks with `only_callbacks` gives the secret that signs its callbacks"
            raise RequestInvalid("callback_url: no endpoint of this token has its host", hint)

    def owned_by(self, token: Token) -> list[dict[str, Any]]:
        """The endpoints of a caller, or all for an administrator, oldest first."""
        query = sa.select(ENDPOINT).where(*_is_owned(token)).order_by(ENDPOINT.c.created_ms)
        with self._store.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def rotate(self, endpoint: str, token: Token) -> dict[str, Any]:
        """The endpoint with a new secret; the old one signs too for a day. Raises ``NoSuchResource``."""
        until = self._store.now() + GRACE_HOURS * 3_600_000
        values = {"old_secret": ENDPOINT.c.secret, "old_until_ms": until, "secret": _new_secret()}
        rotated = sa.update(ENDPOINT).where(ENDPOINT.c.id == endpoint, *_is_owned(token)).values(values)
        with self._store.writing(durable=True) as connection:
            row = connection.execute(rotated.returning(ENDPOINT)).mappings().first()
        if row is None:
            raise _no_endpoint(endpoint)
        return dict(row)

    def remove(self, endpoint: str, token: Token) -> None:
        """Delete an endpoint and all of its deliveries. Raises ``NoSuchResource``."""
        with self._store.writing() as connection:
            where = ENDPOINT.c.id == endpoint, *_is_owned(token)
            if not connection.execute(sa.delete(ENDPOINT).where(*where)).rowcount:
                raise _no_endpoint(endpoint)

    def deliveries(self, token: Token, state: str | None) -> list[dict[str, Any]]:
        """The newest 200 deliveries, in one state or in any."""
        query = sa.select(DELIVERY).join(ENDPOINT, ENDPOINT.c.id == DELIVERY.c.endpoint)
        query = query.where(*_is_owned(token))
        if state:
            query = query.where(DELIVERY.c.state == state)
        with self._store.reading() as connection:
            found = connection.execute(query.order_by(DELIVERY.c.seq.desc()).limit(_LIST_LIMIT))
            return [dict(row) for row in found.mappings()]

    def redeliver(self, delivery: str, token: Token) -> None:
        """Queue a delivery again, with all its attempts. Raises ``NoSuchResource``."""
        owned = sa.select(ENDPOINT.c.id).where(*_is_owned(token))
        queued = sa.update(DELIVERY).where(DELIVERY.c.id == delivery, DELIVERY.c.endpoint.in_(owned))
        values = {"state": "queued", "attempts": 0, "next_ms": self._store.now(), "ended_ms": None}
        with self._store.writing() as connection:
            if not connection.execute(queued.values(values | {"lease_until_ms": None})).rowcount:
                hint = "GET /v1/deliveries lists those that you may see"
                raise NoSuchResource(f"there is no delivery {delivery!r}", hint)

    def lease_due(self, count: int) -> list[Delivery]:
        """At most ``count`` deliveries that are due, leased for a minute."""
        now = self._store.now()
        is_free = sa.or_(DELIVERY.c.lease_until_ms.is_(None), DELIVERY.c.lease_until_ms < now)
        due = (DELIVERY.c.state == "queued") & (DELIVERY.c.next_ms <= now) & is_free
        with self._store.reading() as connection:  # idle polling must not wait for the write lock
            if not connection.execute(sa.select(sa.literal(1)).where(due).limit(1)).first():
                return []
        first = sa.select(DELIVERY.c.seq).where(due).order_by(DELIVERY.c.next_ms).limit(count)
        with self._store.writing() as connection:
            chosen = connection.execute(first.with_for_update(skip_locked=True)).scalars().all()
            leased = sa.update(DELIVERY).where(DELIVERY.c.seq.in_(chosen))
            connection.execute(
                leased.values(lease_until_ms=now + _LEASE_MS, attempts=DELIVERY.c.attempts + 1)
            )
            signing = (ENDPOINT.c.secret, ENDPOINT.c.old_secret, ENDPOINT.c.old_until_ms)
            joined = sa.select(DELIVERY, *signing).join(ENDPOINT, ENDPOINT.c.id == DELIVERY.c.endpoint)
            rows = connection.execute(joined.where(DELIVERY.c.seq.in_(chosen))).mappings().all()
            now_ms = self._store.now_ms(connection)
        deliveries = []
        for row in rows:
            in_grace = row["old_secret"] and (row["old_until_ms"] or 0) > now_ms
            keys = (row["secret"], row["old_secret"]) if in_grace else (row["secret"],)
            deliveries.append(
                Delivery(row["id"], row["endpoint"], row["url"], row["body"], keys, row["attempts"])
            )
        return deliveries

    def finish(self, delivery: Delivery, state: str, status: int | None, reason: str | None) -> None:
        """Record that a delivery was ``delivered``, or is ``dead`` after the last attempt."""
        values = {"state": state, "ended_ms": self._store.now(), "lease_until_ms": None}
        self._update(delivery, values | {"status": status, "reason": reason})

    def retry_later(self, delivery: Delivery, pause_s: float, status: int | None, reason: str) -> None:
        """Queue the next attempt of a delivery, after a pause."""
        values = {"next_ms": self._store.now() + round(pause_s * 1000), "lease_until_ms": None}
        self._update(delivery, values | {"status": status, "reason": reason})

    def disable(self, endpoint: str) -> None:
        """Send no more webhooks to an endpoint."""
        with self._store.writing() as connection:
            connection.execute(sa.update(ENDPOINT).where(ENDPOINT.c.id == endpoint).values(is_on=False))

    def _update(self, delivery: Delivery, values: dict[str, Any]) -> None:
        with self._store.writing() as connection:
            connection.execute(sa.update(DELIVERY).where(DELIVERY.c.id == delivery.id).values(values))


def _is_owned(token: Token) -> tuple[sa.ColumnElement[bool], ...]:
    return () if token.may("admin") else (ENDPOINT.c.token == token.id,)


def _no_endpoint(endpoint: str) -> NoSuchResource:
    return NoSuchResource(f"there is no webhook {endpoint!r}", "GET /v1/webhooks lists yours")


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
