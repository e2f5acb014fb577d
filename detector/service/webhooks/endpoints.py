"""Where webhooks go, and what became of each: the callers' side of the outbox.

The secret of an endpoint is kept as it is, because it signs. While it is rotated, both secrets sign.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from detector.errors import NoSuchResource
from detector.service.auth.tokens import Token
from detector.service.storage.database import Store
from detector.service.storage.schema import DELIVERY, ENDPOINT

GRACE_HOURS = 24
"""So long an old secret signs beside the new one."""

_PAGE = 200
_LEASE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """A webhook that is due, and how to sign it. ``id`` stays the same over all attempts."""

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

    def add(self, url: str, token: Token) -> dict[str, Any]:
        """A new endpoint, with its secret."""
        row = {"id": secrets.token_hex(16), "token": token.id, "url": url, "secret": _secret(), "is_on": True}
        with self._store.writing(keeps=True) as connection:
            insert = sa.insert(ENDPOINT).values(row | {"created_ms": self._store.now()}).returning(ENDPOINT)
            return dict(connection.execute(insert).mappings().one())

    def every(self, token: Token) -> list[dict[str, Any]]:
        """The endpoints of a caller, or all for an administrator."""
        query = sa.select(ENDPOINT).where(*_owned(token)).order_by(ENDPOINT.c.created_ms)
        with self._store.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def rotate(self, endpoint: str, token: Token) -> dict[str, Any]:
        """The endpoint with a new secret; the old one signs too for a day. Raises ``NoSuchResource``."""
        until = self._store.now() + GRACE_HOURS * 3_600_000
        values = {"old_secret": ENDPOINT.c.secret, "old_until_ms": until, "secret": _secret()}
        change = sa.update(ENDPOINT).where(ENDPOINT.c.id == endpoint, *_owned(token)).values(values)
        with self._store.writing(keeps=True) as connection:
            row = connection.execute(change.returning(ENDPOINT)).mappings().first()
        if row is None:
            raise _no_endpoint(endpoint)
        return dict(row)

    def remove(self, endpoint: str, token: Token) -> None:
        """Forget an endpoint and all of its deliveries. Raises ``NoSuchResource``."""
        with self._store.writing() as connection:
            where = ENDPOINT.c.id == endpoint, *_owned(token)
            if not connection.execute(sa.delete(ENDPOINT).where(*where)).rowcount:
                raise _no_endpoint(endpoint)

    def deliveries(self, token: Token, state: str | None) -> list[dict[str, Any]]:
        """The newest deliveries, of one state or of all."""
        query = sa.select(DELIVERY).join(ENDPOINT, ENDPOINT.c.id == DELIVERY.c.endpoint).where(*_owned(token))
        if state:
            query = query.where(DELIVERY.c.state == state)
        with self._store.reading() as connection:
            found = connection.execute(query.order_by(DELIVERY.c.seq.desc()).limit(_PAGE))
            return [dict(row) for row in found.mappings()]

    def redeliver(self, delivery: str, token: Token) -> None:
        """Let a delivery be tried again from the start. Raises ``NoSuchResource``."""
        mine = sa.select(ENDPOINT.c.id).where(*_owned(token))
        change = sa.update(DELIVERY).where(DELIVERY.c.id == delivery, DELIVERY.c.endpoint.in_(mine))
        values = {"state": "queued", "attempts": 0, "next_ms": self._store.now(), "ended_ms": None}
        with self._store.writing() as connection:
            if not connection.execute(change.values(values | {"lease_until_ms": None})).rowcount:
                hint = "GET /v1/deliveries lists those that you may see"
                raise NoSuchResource(f"there is no delivery {delivery!r}", hint)

    def take(self, count: int) -> list[Parcel]:
        """Some deliveries that are due, under a lease of a minute."""
        now = self._store.now()
        is_free = sa.or_(DELIVERY.c.lease_until_ms.is_(None), DELIVERY.c.lease_until_ms < now)
        due = (DELIVERY.c.state == "queued") & (DELIVERY.c.next_ms <= now) & is_free
        with self._store.reading() as connection:
            if not connection.execute(sa.select(sa.literal(1)).where(due).limit(1)).first():
                return []
        first = sa.select(DELIVERY.c.seq).where(due).order_by(DELIVERY.c.next_ms).limit(count)
        with self._store.writing() as connection:
            chosen = connection.execute(first.with_for_update(skip_locked=True)).scalars().all()
            lease = sa.update(DELIVERY).where(DELIVERY.c.seq.in_(chosen))
            connection.execute(lease.values(lease_until_ms=now + _LEASE_MS, attempts=DELIVERY.c.attempts + 1))
            joined = sa.select(DELIVERY, ENDPOINT, DELIVERY.c.id.label("message")).join(
                ENDPOINT, ENDPOINT.c.id == DELIVERY.c.endpoint
            )
            rows = connection.execute(joined.where(DELIVERY.c.seq.in_(chosen))).mappings().all()
            return _parcels(rows, self._store.now_ms(connection))

    def settle(self, parcel: Parcel, state: str, status: int | None, reason: str | None) -> None:
        """Write that a delivery has come (``delivered``) or never will (``dead``)."""
        values = {"state": state, "ended_ms": self._store.now(), "lease_until_ms": None}
        self._note(parcel, values | {"status": status, "reason": reason})

    def put_off(self, parcel: Parcel, pause_s: float, status: int | None, reason: str) -> None:
        """Let a delivery be tried again after a pause."""
        values = {"next_ms": self._store.now() + round(pause_s * 1000), "lease_until_ms": None}
        self._note(parcel, values | {"status": status, "reason": reason})

    def switch_off(self, endpoint: str) -> None:
        """Send nothing more there: it has said that it is gone."""
        with self._store.writing() as connection:
            connection.execute(sa.update(ENDPOINT).where(ENDPOINT.c.id == endpoint).values(is_on=False))

    def _note(self, parcel: Parcel, values: dict[str, Any]) -> None:
        with self._store.writing() as connection:
            connection.execute(sa.update(DELIVERY).where(DELIVERY.c.id == parcel.id).values(values))


def _owned(token: Token) -> tuple[sa.ColumnElement[bool], ...]:
    return () if token.may("admin") else (ENDPOINT.c.token == token.id,)


def _no_endpoint(endpoint: str) -> NoSuchResource:
    return NoSuchResource(f"there is no webhook {endpoint!r}", "GET /v1/webhooks lists yours")


def _secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _parcels(rows: Sequence[sa.RowMapping], now_ms: int) -> list[Parcel]:
    return [
        Parcel(
            row["message"],
            row["endpoint"],
            row["url"],
            row["body"],
            (row["secret"], row["old_secret"])
            if row["old_secret"] and (row["old_until_ms"] or 0) > now_ms
            else (row["secret"],),
            row["attempts"],
        )
        for row in rows
    ]
