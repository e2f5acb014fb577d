"""Batches: many scans accepted together, their results as JSON lines."""

import asyncio
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import DetectorError, RequestInvalid
from detector.service.api.problems import problems
from detector.service.api.request_models import BatchRequest, batch_schema
from detector.service.api.response_models import BatchView
from detector.service.api.routes.requests import Id, IdempotencyKey, Language, digest_of, json_body, order_of
from detector.service.api.routes.scans import accept, check_ready
from detector.service.auth.authorization import Scanning, Seeing, Service, The
from detector.service.auth.tokens import Token
from detector.service.jobs.job_queue import Request as Asked
from detector.service.jobs.job_views import instant, scan_view
from detector.service.sources.fetch import Source
from detector.service.storage.schema import ENDED
from detector.wire import dumps

router = APIRouter(prefix="/v1", tags=["batches"])
_AT_ONCE = 16
_NDJSON = "application/x-ndjson"


@router.post(
    "/batches",
    summary="Hand in many videos",
    status_code=202,
    responses={202: {"model": BatchView}, **problems(400, 401, 403, 404, 413, 415, 422, 429, 503)},
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": batch_schema()}}}
    },
)
async def hand_in(request: Request, service: The, token: Scanning, key: IdempotencyKey = None) -> Response:
    """Accept all scans of a list, or none; what is wrong is named by its place in the list, from 0."""
    check_ready(service)
    asked = await json_body(request, BatchRequest)
    limit = service.settings.service.max_batch
    if len(asked.scans) > limit:
        raise RequestInvalid(f"scans: {len(asked.scans)} are more than {limit}", "send several batches")
    sources = await _checked(service, [scan.uri for scan in asked.scans])
    orders = [order_of(scan, scan.uri, source) for scan, source in zip(asked.scans, sources, strict=True)]
    digest = digest_of("batch", asked.model_dump(mode="json"))
    made = await accept(service, orders, Asked(token, key, digest), is_batch=True)
    view = await run_in_threadpool(_view, service, made, token)
    return JSONResponse(view, 202, {"Location": f"/v1/batches/{made}"})


async def _checked(service: Service, uris: list[str]) -> list[Source]:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def source(place: int, uri: str) -> Source:
        async with turns:
            try:
                return await service.sources.checked(uri)
            except DetectorError as error:
                raise type(error)(f"scans.{place}.{error.message}", error.hint) from None

    return list(await asyncio.gather(*(source(place, uri) for place, uri in enumerate(uris))))


@router.get(
    "/batches/{batch_id:name}",
    summary="How far a batch is",
    responses={200: {"model": BatchView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def look_up(service: The, token: Seeing, batch_id: Id) -> Response:
    """How many of its scans are in which state."""
    return JSONResponse(await run_in_threadpool(_view, service, batch_id, token))


@router.get(
    "/batches/{batch_id:name}/results",
    summary="The results of a batch",
    responses={
        200: {"content": {_NDJSON: {"schema": {"type": "string"}}}, "description": "one scan a line"},
        **problems(401, 403, 404, 422, 429, 503),
    },
    response_class=Response,
)
async def results(service: The, token: Seeing, batch_id: Id, lang: Language = "en") -> Response:
    """Every scan of the batch, one object a line, in the order in which they were given."""
    await run_in_threadpool(service.listing.batch, batch_id, token)

    def lines() -> Iterator[str]:
        for row in service.listing.of_batch(batch_id):
            yield dumps(scan_view(row, lang)) + "\n"

    return StreamingResponse(lines(), media_type=_NDJSON)


def _view(service: Service, batch_id: str, token: Token) -> dict[str, Any]:
    row = service.listing.batch(batch_id, token)
    ended = sum(count for state, count in row["states"].items() if state in ENDED)
    return {
        "id": row["id"],
        "scans": row["scans"],
        "created_at": instant(row["created_ms"]),
        "states": row["states"],
        "has_ended": ended == row["scans"],
    }
