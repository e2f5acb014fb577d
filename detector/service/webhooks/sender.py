"""Sends what is in the outbox, signed as Standard Webhooks says, until it has come or is set aside."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
from standardwebhooks.webhooks import Webhook

from detector.errors import DetectorError, StoreError
from detector.net.addresses import Allowed
from detector.net.client import async_client
from detector.service.jobs.backoff import pause_s
from detector.service.jobs.notifier import Notifier
from detector.service.observability import Metrics, log, log_error, redact_secrets
from detector.service.webhooks.endpoints import Delivery, Endpoints
from detector.settings.service import ServiceSettings

_AT_ONCE = 16
_ATTEMPT_S = 15
_LOOK_S = 0.25
_GONE = 410


def signed(parcel: Delivery, at: datetime) -> dict[str, str]:
    """The headers of a webhook; during a rotation it has two signatures."""
    signatures = [Webhook(secret).sign(parcel.id, at, parcel.body) for secret in parcel.secrets]
    return {
        "webhook-id": parcel.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
        "user-agent": "detector",
    }


class Sender(threading.Thread):
    """The thread that sends."""

    def __init__(
        self, endpoints: Endpoints, bell: Notifier, meters: Metrics, settings: ServiceSettings
    ) -> None:
        """It is not started yet."""
        super().__init__(name="webhooks", daemon=True)
        self._endpoints, self._bell, self._meters, self._settings = endpoints, bell, meters, settings
        self._allowed = Allowed(None, settings.private_hosts)
        self._is_over = threading.Event()

    def stop(self) -> None:
        """Send no more; what is under way may end."""
        self._is_over.set()
        self._bell.notify_work()
        self.join(_ATTEMPT_S)

    def run(self) -> None:
        """Look for what is due and send it, until stopped."""
        while not self._is_over.is_set():
            try:
                parcels = self._endpoints.lease_due(_AT_ONCE)
                if parcels:
                    asyncio.run(self._send_all(parcels))
                else:
                    self._bell.wait_for_work(_LOOK_S)
            except StoreError as error:
                log_error("database", error)
                self._is_over.wait(_LOOK_S)
            except Exception as bug:  # noqa: BLE001  (no webhook may end the sending of the others)
                log_error("bug", bug)
                self._is_over.wait(_LOOK_S)

    async def _send_all(self, parcels: Sequence[Delivery]) -> None:
        async with async_client(self._allowed, _ATTEMPT_S) as client:
            await asyncio.gather(*(self._send(client, parcel) for parcel in parcels))

    async def _send(self, client: httpx.AsyncClient, parcel: Delivery) -> None:
        status, reason = None, ""
        try:
            headers = signed(parcel, datetime.now(UTC))
            # The answer's body is nobody's business. A redirect is an answer like any other that is no 2xx.
            async with (
                asyncio.timeout(_ATTEMPT_S),
                client.stream("POST", parcel.url, content=parcel.body.encode(), headers=headers) as response,
            ):
                status = response.status_code
        except DetectorError as error:
            reason = error.message
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            reason = f"{type(error).__name__}: {redact_secrets(str(error))}"
        await asyncio.to_thread(self._note, parcel, status, reason)

    def _note(self, parcel: Delivery, status: int | None, reason: str) -> None:
        has_come = status is not None and 200 <= status < 300
        told = reason or (None if has_come else f"the endpoint answers {status}")
        if has_come:
            self._endpoints.finish(parcel, "delivered", status, None)
        elif status == _GONE or parcel.attempts >= self._settings.webhook_tries:
            self._endpoints.finish(parcel, "dead", status, told)
            if status == _GONE:
                self._endpoints.disable(parcel.endpoint)
        else:
            first_s = self._settings.webhook_first_s
            self._endpoints.retry_later(parcel, pause_s(parcel.attempts, first_s), status, told or "")
        result = "delivered" if has_come else "failed"
        self._meters.webhooks.labels(result).inc()
        log("webhook", delivery=parcel.id, result=result, status=status, attempt=parcel.attempts, reason=told)
