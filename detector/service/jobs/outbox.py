"""Webhooks to be sent: written with the verdict, so that none is lost and none is invented."""

import secrets

import sqlalchemy as sa

from detector.service.jobs.job_views import instant, scan_view
from detector.service.storage.schema import DELIVERY, ENDPOINT
from detector.wire import dumps

EVENT = "scan.ended"
"""The one kind of event: a scan is done or set aside."""


def put(connection: sa.Connection, job: sa.RowMapping) -> None:
    """Note what is to be sent of a job that has just ended, to each endpoint of its caller."""
    where = ENDPOINT.c.token == job["token"], ENDPOINT.c.is_on
    endpoints = connection.execute(sa.select(ENDPOINT.c.id).where(*where)).scalars().all()
    if not endpoints:
        return
    event = {"type": EVENT, "timestamp": instant(job["ended_ms"]), "data": scan_view(dict(job))}
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
