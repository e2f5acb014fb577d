"""Webhooks: endpoints, and the state of each delivery."""

from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import RemoteUnreachable, RequestInvalid
from detector.net.addresses import Allowed, checked
from detector.service.api.dependencies import ScanToken, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.request_models import WebhookRequest
from detector.service.api.response_models import DeliveryList, WebhookList, WebhookView
from detector.service.api.routes.request_parsing import Id, json_body
from detector.service.presenters import iso_utc

router = APIRouter(prefix="/v1", tags=["webhooks"])
DeliveryState = Literal["queued", "delivered", "dead"]
_ERRORS = (401, 403, 422, 429, 503)


@router.post(
    "/webhooks",
    summary="Add an endpoint",
    status_code=201,
    responses={201: {"model": WebhookView}, **problems(400, 409, 413, 415, *_ERRORS)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": WebhookRequest.model_json_schema()}},
        }
    },
)
async def add_webhook(request: Request, service: ServiceDep, token: ScanToken) -> Response:
    """Tell a URL of every scan of this token that ends from now on, and of decisions on its scans.

    Signed by Standard Webhooks. The response has the secret, which is not shown again.
    """
    body = await json_body(request, WebhookRequest)
    try:
        await checked(body.url, Allowed(None, service.settings.service.private_hosts))
    except RemoteUnreachable as error:
        raise RequestInvalid(f"url: {error.message}", error.hint) from None
    add = partial(service.endpoints.add, only_callbacks=body.only_callbacks)
    row = await run_in_threadpool(add, body.url, token)
    return JSONResponse(_present_webhook(row, with_secret=True), 201)


@router.get(
    "/webhooks", summary="List endpoints", responses={200: {"model": WebhookList}, **problems(*_ERRORS)}
)
async def list_webhooks(service: ServiceDep, token: ScanToken) -> Response:
    """The endpoints of this token; of all tokens with the scope `admin`."""
    rows = await run_in_threadpool(service.endpoints.owned_by, token)
    return JSONResponse({"webhooks": [_present_webhook(row) for row in rows]})


@router.post(
    "/webhooks/{webhook_id:name}:rotate",
    summary="Rotate an endpoint's secret",
    responses={200: {"model": WebhookView}, **problems(404, *_ERRORS)},
)
async def rotate_webhook_secret(service: ServiceDep, token: ScanToken, webhook_id: Id) -> Response:
    """A new secret, which is not shown again. For a day every webhook is signed with both."""
    row = await run_in_threadpool(service.endpoints.rotate, webhook_id, token)
    return JSONResponse(_present_webhook(row, with_secret=True))


@router.delete(
    "/webhooks/{webhook_id:name}",
    summary="Remove an endpoint",
    status_code=204,
    response_class=Response,
    responses=problems(404, *_ERRORS),
)
async def remove_webhook(service: ServiceDep, token: ScanToken, webhook_id: Id) -> Response:
    """Send nothing more to an endpoint, and delete its deliveries."""
    await run_in_threadpool(service.endpoints.remove, webhook_id, token)
    return Response(status_code=204)


@router.get(
    "/deliveries", summary="List deliveries", responses={200: {"model": DeliveryList}, **problems(*_ERRORS)}
)
async def list_deliveries(
    service: ServiceDep, token: ScanToken, state: DeliveryState | None = None
) -> Response:
    """The newest deliveries; ``state=dead`` are those without attempts left."""
    rows = await run_in_threadpool(service.endpoints.deliveries, token, state)
    return JSONResponse({"deliveries": [_present_delivery(row) for row in rows]})


@router.post(
    "/deliveries/{delivery_id:name}:redeliver",
    summary="Redeliver a webhook",
    status_code=202,
    response_class=Response,
    responses=problems(404, *_ERRORS),
)
async def redeliver_webhook(service: ServiceDep, token: ScanToken, delivery_id: str) -> Response:
    """Send a webhook again, with the same webhook-id and all its attempts."""
    await run_in_threadpool(service.endpoints.redeliver, delivery_id, token)
    service.notifier.notify_work()
    return Response(status_code=202)


def _present_webhook(row: dict[str, Any], *, with_secret: bool = False) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": row["url"],
        "is_on": row["is_on"],
        "only_callbacks": row["only_callbacks"],
        "created_at": iso_utc(row["created_ms"]),
        "old_secret_until": iso_utc(row["old_until_ms"]),
        "secret": row["secret"] if with_secret else None,
    }


def _present_delivery(row: dict[str, Any]) -> dict[str, Any]:
    unchanged = {name: row[name] for name in ("id", "type", "state", "attempts", "status", "reason")}
    times = {f"{name}_at": iso_utc(row[f"{name}_ms"]) for name in ("next", "created", "ended")}
    return {**unchanged, "webhook": row["endpoint"], "scan": row["job"], **times}
