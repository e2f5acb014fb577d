"""The outbox of webhooks, written in the transaction of what they tell: none is lost or made up."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from detector.service.presenters import iso_utc, present_scan
from detector.service.storage.schema import DELIVERY, ENDPOINT
from detector.wire import dumps

_ORIGIN = re.compile(r"https?://[^/?#\\]+")

EventType = Literal["scan.ended", "scan.decided"]


@dataclass(frozen=True, slots=True)
class Event:
    """What is told: a scan's end, or a decision, which is the log's ``entry`` of this number from 1."""

    type: EventType
    at_ms: int
    entry: int = 0


def enqueue_webhooks(connection: sa.Connection, scan: Mapping[str, Any], event: Event) -> None:
    """Add a delivery of an event for each active endpoint of the scan's caller, and for its callback."""
    where = ENDPOINT.c.token == scan["token"], ENDPOINT.c.is_on
    endpoints = connection.execute(sa.select(ENDPOINT).where(*where)).mappings().all()
    targets = {one["url"]: one["id"] for one in endpoints if not one["only_callbacks"]}
    callback = scan["callback"]
    if callback is not None:
        signing = [one["id"] for one in endpoints if origin_of(one["url"]) == origin_of(callback)]
        if signing:
            targets.setdefault(callback, signing[0])
    if not targets:
        return
    told = {"type": event.type, "timestamp": iso_utc(event.at_ms), "data": present_scan(scan)}
    body = dumps(told)
    rows = [
        {
            "id": f"msg_{secrets.token_hex(16)}",
            "endpoint": endpoint,
            "job": scan["id"],
            "type": event.type,
            "entry": event.entry,
            "url": url,
            "body": body,
            "state": "queued",
            "attempts": 0,
            "next_ms": event.at_ms,
            "created_ms": event.at_ms,
        }
        for url, endpoint in targets.items()
    ]
    connection.execute(sa.insert(DELIVERY), rows)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL as they are written, with a user if there is one."""
    found = _ORIGIN.match(url)
    return found[0] if found else ""
