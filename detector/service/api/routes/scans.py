"""Scans: submit, get, list, cancel, judge again."""

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from detector.errors import MediaTypeRefused, ScopeMissing, StateConflict, StillLoading
from detector.records import ScanFailure
from detector.rejudge import change, rejudge
from detector.scanner import policy_of
from detector.service.api.dependencies import ReadToken, ReviewToken, ScanToken, Service, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.request_models import (
    ExportFilter,
    RejudgeRequest,
    ScanFacts,
    ScanFilter,
    ScanRequest,
)
from detector.service.api.response_models import RejudgeView, ScanPage, ScanView
from detector.service.api.routes.request_parsing import (
    NDJSON,
    Id,
    IdempotencyKey,
    Language,
    Prefer,
    file_name,
    form_body,
    form_fields,
    form_file,
    job_spec,
    json_body,
    media_type,
    request_digest,
    seconds_to_wait,
)
from detector.service.auth.tokens import Token
from detector.service.jobs.job_queue import JobSpec, Submission
from detector.service.jobs.queries import JobFilter
from detector.service.observability import log
from detector.service.presenters import present_result, present_scan
from detector.service.storage.schema import ENDED
from detector.wire import dumps, result_from_json

router = APIRouter(prefix="/v1", tags=["scans"])
_POLL_S = 1.0  # another instance, which does not notify this one, may end the scan
_RETRY_AFTER = "1"
_ENQUEUE_THREADS = CapacityLimiter(8)
"""Threads that wait for the disk. Their own limit leaves the other threads to requests that only read."""

_FORM = ScanFacts.model_json_schema()
_FORM["properties"]["video"] = {"type": "string", "format": "binary"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ScanRequest.model_json_schema()},
            "multipart/form-data": {"schema": _FORM | {"required": ["video"], "title": "ScanUpload"}},
        },
    }
}
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    200: {"model": ScanView, "description": "the scan has ended"},
    202: {
        "model": ScanView,
        "description": "the scan is accepted and has not ended yet",
        "headers": {name: {"schema": {"type": "string"}} for name in ("Location", "Retry-After")},
    },
}


@router.post(
    "/scans",
    summary="Submit a video",
    responses={**_ACCEPTED, **problems(400, 401, 403, 404, 413, 415, 422, 429, 503)},
    openapi_extra=_BODY,
)
async def submit_scan(
    request: Request, service: ServiceDep, token: ScanToken, key: IdempotencyKey = None, prefer: Prefer = None
) -> Response:
    """Accept a video for scanning: a `uri` in JSON, or the file itself in the form field `video`.

    An accepted video is stored durably and gets exactly one result, even if workers or the service crash.
    """
    check_ready(service)
    kind = media_type(request)
    if kind == "application/json":
        body = await json_body(request, ScanRequest)
        source = await service.sources.checked(body.uri)
        submission = Submission(token, key, request_digest("scan", body.model_dump(mode="json")))
        scan_id, _ = await enqueue(service, [job_spec(body, body.uri, source)], submission)
    elif kind == "multipart/form-data":
        scan_id = await _submit_upload(request, service, token, key)
    else:
        raise MediaTypeRefused(
            f"Content-Type: {kind or 'none'}", "send application/json, or multipart/form-data with a video"
        )
    wait_s = left_s = seconds_to_wait(prefer, service.settings.service.wait_s)
    row = await run_in_threadpool(service.job_queries.get, scan_id, token)
    while left_s > 0 and row["state"] not in ENDED and not service.supervisor.is_stopping.is_set():
        await service.notifier.wait_for_end(scan_id, min(_POLL_S, left_s))
        left_s -= _POLL_S
        row = await run_in_threadpool(service.job_queries.get, scan_id, token)
    headers = {"Preference-Applied": f"wait={wait_s:g}"} if wait_s else {}
    if row["state"] in ENDED:
        return JSONResponse(present_scan(row), headers=headers)
    headers |= {"Location": f"/v1/scans/{scan_id}", "Retry-After": _RETRY_AFTER}
    return JSONResponse(present_scan(row), 202, headers)


async def _submit_upload(request: Request, service: Service, token: Token, key: str | None) -> str:
    async with form_body(request, "video") as form:
        return await enqueue_upload(service, form, token, key)


async def enqueue_upload(service: Service, form: FormData, token: Token, key: str | None = None) -> str:
    """Store the file in the form field ``video`` and enqueue its scan; its id. Other fields are its facts.

    Raises ``RequestInvalid``, ``UploadTooLarge`` or ``StoreError``, or as :func:`enqueue` does.
    """
    upload = form_file(form, "video")
    facts = form_fields(form, ScanFacts)
    source, sha256 = await service.uploads.save(upload)
    name = file_name(upload)
    digest = request_digest("upload", facts.model_dump(mode="json"), name, sha256)
    try:
        spec = job_spec(facts, name, source)
        scan_id, is_new = await enqueue(service, [spec], Submission(token, key, digest))
    except BaseException:
        service.uploads.delete(source)
        raise
    if not is_new:
        service.uploads.delete(source)
    return scan_id


def check_ready(service: Service) -> None:
    """Raise ``StillLoading`` while nothing can be scanned."""
    if service.supervisor.is_stopping.is_set():
        raise StillLoading("the service is shutting down", "try again, another instance may answer")
    if not service.supervisor.has_been_ready:
        failure = service.supervisor.failure()
        if failure:
            raise StillLoading(f"no worker can start: {failure.message}", failure.hint)
        raise StillLoading("the models are still loading", "try again in a second")


async def enqueue(
    service: Service, specs: list[JobSpec], submission: Submission, *, is_batch: bool = False
) -> tuple[str, bool]:
    """Enqueue jobs; the id of the scan or batch, and whether it is new. Raises as ``JobQueue.enqueue`` does.

    Raises ``RequestInvalid`` too, for a callback whose host is none of the caller's.
    """
    for callback in {spec.callback for spec in specs if spec.callback is not None}:
        await run_in_threadpool(service.endpoints.check_callback, callback, submission.token)
    call = partial(service.job_queue.enqueue, specs, submission, is_batch=is_batch)
    new_id, is_new = await to_thread.run_sync(call, limiter=_ENQUEUE_THREADS)
    if is_new:
        service.notifier.notify_work()
    return new_id, is_new


@router.get(
    "/scans/{scan_id:name}",
    summary="Get a scan",
    responses={200: {"model": ScanView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def get_scan(service: ServiceDep, token: ReadToken, scan_id: Id, lang: Language = "en") -> Response:
    """The scan's state, and its result once it has ended."""

    def view() -> dict[str, Any]:
        return present_scan(service.job_queries.get(scan_id, token), lang)

    return JSONResponse(await run_in_threadpool(view))


@router.get(
    "/scans",
    summary="List scans",
    responses={200: {"model": ScanPage}, **problems(401, 403, 422, 429, 503)},
)
async def list_scans(
    service: ServiceDep, token: ReadToken, query: Annotated[ScanFilter, Query()]
) -> Response:
    """Scans, newest first: those of this token, or all with the scope `review`."""

    def view() -> dict[str, Any]:
        page = service.job_queries.page(_job_filter(query), token, query.cursor, query.limit)
        return {"scans": [present_scan(row, query.lang) for row in page.rows], "cursor": page.cursor}

    return JSONResponse(await run_in_threadpool(view))


@router.get(
    "/scans:export",
    summary="Export scans",
    responses={
        200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "one scan a line"},
        **problems(401, 403, 422, 429, 503),
    },
    response_class=Response,
)
async def export_scans(
    service: ServiceDep, token: ReadToken, query: Annotated[ExportFilter, Query()]
) -> Response:
    """All scans that match, oldest first, one object a line, with their results and decisions."""

    def lines() -> Iterator[str]:
        for row in service.job_queries.all_of(_job_filter(query), token):
            yield dumps(present_scan(row, query.lang)) + "\n"

    return StreamingResponse(lines(), media_type=NDJSON)


def _job_filter(query: ExportFilter) -> JobFilter:
    return JobFilter(**query.model_dump(exclude={"lang", "cursor", "limit"}))


@router.post(
    "/scans/{scan_id:name}:cancel",
    summary="Cancel a scan",
    responses={200: {"model": ScanView}, **problems(401, 403, 404, 409, 422, 429, 503)},
)
async def cancel_scan(service: ServiceDep, token: ScanToken, scan_id: Id) -> Response:
    """End a scan without a result. A running one is stopped within seconds."""

    def cancel() -> dict[str, Any]:
        row = service.job_queries.get(scan_id, token)
        service.job_queue.cancel(scan_id)
        service.uploads.delete_stored(row["source"])
        return present_scan(service.job_queries.get(scan_id, token))

    view = await run_in_threadpool(cancel)
    service.notifier.notify_ended(scan_id)
    return JSONResponse(view)


@router.delete(
    "/scans/{scan_id:name}",
    summary="Delete a scan",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 409, 422, 429, 503),
)
async def delete_scan(service: ServiceDep, token: ScanToken, scan_id: Id) -> Response:
    """Delete an ended scan: its result, pictures, kept upload, case and deliveries. A token deletes its own.

    Entries of the log of decisions stay.
    """

    def delete() -> None:
        row = service.job_queries.get(scan_id, token)
        if row["token"] != token.id and not token.may("admin"):
            raise ScopeMissing("the scan is another token's", "its own token deletes it, or one with admin")
        service.removal.delete(row)
        log("scan deleted", scan=scan_id, by=token.name)

    await run_in_threadpool(delete)
    return Response(status_code=204)


@router.post(
    "/scans/{scan_id:name}:rejudge",
    summary="Judge a scan again",
    responses={200: {"model": RejudgeView}, **problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)},
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": RejudgeRequest.model_json_schema()}}}
    },
)
async def rejudge_scan(
    request: Request, service: ServiceDep, token: ReviewToken, scan_id: Id, lang: Language = "en"
) -> Response:
    """Judge what was seen by the law of another day, or another policy. No video is opened.

    The stored result does not change.
    """
    body = await json_body(request, RejudgeRequest)

    def judge() -> dict[str, Any]:
        row = service.job_queries.get(scan_id, token)
        stored = result_from_json(json.loads(row["result"])) if row["result"] else None
        if stored is None or isinstance(stored, ScanFailure):
            raise StateConflict(
                "the scan has no opening to judge", "only a video that was read can be judged"
            )
        changed = body.model_dump(include={"policy", "fail_on"}, exclude_none=True)
        judge_settings = service.settings.judge.model_copy(update=changed)
        settings = service.settings.model_copy(update={"judge": judge_settings})
        policy_of(settings, service.judging.provisions)  # raises for an unknown policy
        result = rejudge(stored, settings, body.as_of or date.today(), service.judging)
        return {"change": change(stored, result, lang), "result": present_result(result, lang)}

    return JSONResponse(await run_in_threadpool(judge))
