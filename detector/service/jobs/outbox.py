"""The outbox of webhooks, written in the transaction that completes a job: none is lost or made up."""

import secrets

import sqlalchemy as sa

from detector.service.presenters import iso_utc, present_scan
from detector.service.storage.schema import DELIVERY, ENDPOINT
from detector.wire import dumps

EVENT = "scan.ended"
"""The only type of event: a scan is done or set aside."""


def enqueue_webhooks(connection: sa.Connection, job: sa.RowMapping) -> None:
    """Add a delivery of a job that has just ended, for each active endpoint of its caller."""
    where = ENDPOINT.c.token == job["token"], ENDPOINT.c.is_on
    endpoints = connection.execute(sa.select(ENDPOINT.c.id).where(*where)).scalars().all()
    if not endpoints:
        return
    event = {"type": EVENT, "timestamp": iso_utc(job["ended_ms"]), "data": present_scan(dict(job))}
    body = dumps(event)
    rows = [
        {
            "id": f"msg_{secrets.token_hex(16)}",
            "endpoint": endpoint,
            "job": job["id"],
            "body": body,
            "state": "queued",
            "attempts": 0,
            "next_ms": job["ended_ms"],
            "created_ms": job["ended_ms"],
        }
        for endpoint in endpoints
    ]
    connection.execute(sa.insert(DELIVERY), rows)
