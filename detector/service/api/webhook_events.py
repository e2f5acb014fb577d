"""The section ``webhooks`` of the OpenAPI description: what endpoints and callbacks receive."""

from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel

from detector.service.api.response_models import ScanView


class ScanEnded(BaseModel):
    """A scan has ended: it is done, or was set aside."""

    type: Literal["scan.ended"]
    timestamp: str
    data: ScanView


class ScanDecided(BaseModel):
    """Another decision stands for a scan now: ``data.decision``, null where the last one was undone.

    Of two such events of a scan the one with the later ``timestamp`` holds.
    """

    type: Literal["scan.decided"]
    timestamp: str
    data: ScanView


def describe_webhooks(app: FastAPI) -> None:
    """Describe both events; a handler has only to answer 2xx."""

    @app.webhooks.post("scan.ended", summary="A scan has ended")
    def scan_ended(body: ScanEnded) -> None:
        """Sent once for each scan that ends, signed by Standard Webhooks; a retry has the same webhook-id."""

    @app.webhooks.post("scan.decided", summary="A reviewer has decided")
    def scan_decided(body: ScanDecided) -> None:
        """Sent for each decision and each undo at the desk or by `:decide`, signed by Standard Webhooks."""
