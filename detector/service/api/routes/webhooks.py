"""Webhooks: where verdicts are sent, and what became of each."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import RemoteUnreachable, RequestInvalid
from detector.net.addresses import Allowed, checked
from detector.service.api.problems import problems
from detector.service.api.request_models import WebhookRequest
from detector.service.api.response_models import DeliveryList, WebhookList, WebhookView
from detector.service.api.routes.requests import Id, json_body
from detector.service.auth.authorization import Scanning, The
from detector.service.jobs.job_views import instant

router = APIRouter(prefix="/v1", tags=["webhooks"])
_MANY = (401, 403, 422, 429, 503)
DeliveryState = Literal["queued", "delivered", "dead"]


@router.post(
    "/webhooks",
    summary="Add an endpoint",
    status_code=201,
    responses={201: {"model": WebhookView}, **problems(400, 409, 413, 415, *_MANY)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": WebhookRequest.model_json_schema()}},
        }
    },
)
async def add(request: Request, service: The, token: Scanning) -> Response:
    """From now on every scan of this token that ends is sent there, signed as Standard Webhooks says.

    The answer has the secret, which is told this once.
    """
    asked = await json_body(request, WebhookRequest)
    try:
        await checked(asked.url, Allowed(None, service.settings.service.private_hosts))
    except RemoteUnreachable as error:
        raise RequestInvalid(f"url: {error.message}", error.hint) from None
    row = await run_in_threadpool(service.endpoints.add, asked.url, token)
    return JSONResponse(_view(row, with_secret=True), 201)


@router.get(
    "/webhooks", summary="List endpoints", responses={200: {"model": WebhookList}, **problems(*_MANY)}
)
async def every(service: The, token: Scanning) -> Response:
    """The endpoints of this token; of all tokens for an administrator."""
    rows = await run_in_threadpool(service.endpoints.every, token)
    return JSONResponse({"webhooks": [_view(row) for row in rows]})


@router.post(
    "/webhooks/{webhook_id:name}:rotate",
    summary="Rotate an endpoint's secret",
    responses={200: {"model": WebhookView}, **problems(404, *_MANY)},
)
async def rotate(service: The, token: Scanning, webhook_id: Id) -> Response:
    """A new secret, told this once. For a day every webhook is signed with both."""
    row = await run_in_threadpool(service.endpoints.rotate, webhook_id, token)
    return JSONResponse(_view(row, with_secret=True))


@router.delete(
    "/webhooks/{webhook_id:name}",
    summary="Remove an endpoint",
    status_code=204,
    response_class=Response,
    responses=problems(404, *_MANY),
)
async def remove(service: The, token: Scanning, webhook_id: Id) -> Response:
    """Send nothing more there; its deliveries are forgotten."""
    await run_in_threadpool(service.endpoints.remove, webhook_id, token)
    return Response(status_code=204)


@router.get(
    "/deliveries", summary="List deliveries", responses={200: {"model": DeliveryList}, **problems(*_MANY)}
)
async def deliveries(service: The, token: Scanning, state: DeliveryState | None = None) -> Response:
    """The newest deliveries; ``state=dead`` are those that were given up."""
    rows = await run_in_threadpool(service.endpoints.deliveries, token, state)
    return JSONResponse({"deliveries": [_delivery(row) for row in rows]})


@router.post(
    "/deliveries/{delivery_id:name}:redeliver",
    summary="Send again",
    status_code=202,
    response_class=Response,
    responses=problems(404, *_MANY),
)
async def redeliver(service: The, token: Scanning, delivery_id: str) -> Response:
    """Try a delivery again from the start, with the same webhook-id."""
    await run_in_threadpool(service.endpoints.redeliver, delivery_id, token)
    service.bell.work()
    return Response(status_code=202)


def _view(row: dict[str, Any], *, with_secret: bool = False) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": row["url"],
        "is_on": row["is_on"],
        "created_at": instant(row["created_ms"]),
        "old_secret_until": instant(row["old_until_ms"]),
        "secret": row["secret"] if with_secret else None,
    }


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("id", "state", "attempts", "status", "reason")}
    times = {f"{name}_at": instant(row[f"{name}_ms"]) for name in ("next", "created", "ended")}
    return {**kept, "webhook": row["endpoint"], "scan": row["job"], **times}
