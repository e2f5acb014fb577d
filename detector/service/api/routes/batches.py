"""Batches: scans accepted together, their results as JSON lines."""

import asyncio
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import DetectorError, RequestInvalid
from detector.service.api.dependencies import ReadToken, ScanToken, Service, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.request_models import BatchRequest, batch_schema
from detector.service.api.response_models import BatchView
from detector.service.api.routes.request_parsing import (
    NDJSON,
    Id,
    IdempotencyKey,
    Language,
    job_spec,
    json_body,
    request_digest,
)
from detector.service.api.routes.scans import check_ready, enqueue
from detector.service.auth.tokens import Token
from detector.service.jobs.job_queue import Submission
from detector.service.presenters import iso_utc, present_scan
from detector.service.sources.fetch import Source
from detector.service.storage.schema import ENDED
from detector.wire import dumps

router = APIRouter(prefix="/v1", tags=["batches"])
_CONCURRENT_CHECKS = 16


@router.post(
    "/batches",
    summary="Submit many videos",
    status_code=202,
    responses={202: {"model": BatchView}, **problems(400, 401, 403, 404, 413, 415, 422, 429, 503)},
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": batch_schema()}}}
    },
)
async def submit_batch(
    request: Request, service: ServiceDep, token: ScanToken, key: IdempotencyKey = None
) -> Response:
    """Accept all scans of a list, or none; errors name the scan by its index, from 0."""
    check_ready(service)
    body = await json_body(request, BatchRequest)
    limit = service.settings.service.max_batch
    if len(body.scans) > limit:
        raise RequestInvalid(f"scans: {len(body.scans)} are more than {limit}", "send several batches")
    semaphore = asyncio.Semaphore(_CONCURRENT_CHECKS)

    async def check(index: int, uri: str) -> Source:
        async with semaphore:
            try:
                return await service.sources.checked(uri)
            except DetectorError as error:
                raise type(error)(f"scans.{index}.{error.message}", error.hint) from None

    sources = await asyncio.gather(*(check(index, scan.uri) for index, scan in enumerate(body.scans)))
    specs = [job_spec(scan, scan.uri, source) for scan, source in zip(body.scans, sources, strict=True)]
    submission = Submission(token, key, request_digest("batch", body.model_dump(mode="json")))
    batch_id, _ = await enqueue(service, specs, submission, is_batch=True)
    view = await run_in_threadpool(_present_batch, service, batch_id, token)
    return JSONResponse(view, 202, {"Location": f"/v1/batches/{batch_id}"})


@router.get(
    "/batches/{batch_id:name}",
    summary="Get a batch",
    responses={200: {"model": BatchView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def get_batch(service: ServiceDep, token: ReadToken, batch_id: Id) -> Response:
    """How many of its scans are in which state."""
    return JSONResponse(await run_in_threadpool(_present_batch, service, batch_id, token))


@router.get(
    "/batches/{batch_id:name}/results",
    summary="Get the results of a batch",
    responses={
        200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "one scan a line"},
        **problems(401, 403, 404, 422, 429, 503),
    },
    response_class=Response,
)
async def get_batch_results(
    service: ServiceDep, token: ReadToken, batch_id: Id, lang: Language = "en"
) -> Response:
    """Every scan of the batch, one object a line, in the submitted order."""
    await run_in_threadpool(service.job_queries.batch, batch_id, token)

    def lines() -> Iterator[str]:
        for row in service.job_queries.batch_jobs(batch_id):
            yield dumps(present_scan(row, lang)) + "\n"

    return StreamingResponse(lines(), media_type=NDJSON)


def _present_batch(service: Service, batch_id: str, token: Token) -> dict[str, Any]:
    row = service.job_queries.batch(batch_id, token)
    ended = sum(count for state, count in row["states"].items() if state in ENDED)
    return {
        "id": row["id"],
        "scans": row["scans"],
        "created_at": iso_utc(row["created_ms"]),
        "states": row["states"],
        "has_ended": ended == row["scans"],
    }
