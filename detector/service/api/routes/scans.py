"""Scans: handed in, looked up, listed, cancelled, judged again."""

import json
from datetime import date
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import MediaTypeRefused, RequestInvalid, StateConflict, StillLoading
from detector.i18n import Lang
from detector.records import ScanFailure
from detector.rejudge import change, rejudge
from detector.scanner import policy_of
from detector.service.api.problems import problems
from detector.service.api.request_models import RejudgeRequest, ScanFacts, ScanFilter, ScanRequest
from detector.service.api.response_models import RejudgeView, ScanPage, ScanView
from detector.service.api.routes.requests import (
    Id,
    IdempotencyKey,
    Language,
    Prefer,
    digest_of,
    file_name,
    form_body,
    form_facts,
    json_body,
    media_type,
    order_of,
    seconds_to_wait,
)
from detector.service.auth.authorization import Reviewing, Scanning, Seeing, Service, The
from detector.service.auth.tokens import Token
from detector.service.jobs.job_queue import Order
from detector.service.jobs.job_queue import Request as Asked
from detector.service.jobs.job_views import scan_view, suggested
from detector.service.jobs.queries import Wanted
from detector.service.storage.schema import ENDED
from detector.wire import result_from_json

router = APIRouter(prefix="/v1", tags=["scans"])
_POLL_S = 1.0  # another instance may end the scan
_RETRY_AFTER = "1"
_ACCEPTING = CapacityLimiter(8)
"""Threads that wait for the disk: the others answer those who only look."""

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
    summary="Hand in a video",
    responses={**_ACCEPTED, **problems(400, 401, 403, 404, 413, 415, 422, 429, 503)},
    openapi_extra=_BODY,
)
async def hand_in(
    request: Request, service: The, token: Scanning, key: IdempotencyKey = None, prefer: Prefer = None
) -> Response:
    """Accept a video for scanning: a `uri` in JSON, or the file itself in a form field `video`.

    What is accepted is on disk and ends with a verdict, whatever happens to the service meanwhile.
    """
    check_ready(service)
    kind = media_type(request)
    if kind == "application/json":
        asked = await json_body(request, ScanRequest)
        source = await service.sources.checked(asked.uri)
        digest = digest_of("scan", asked.model_dump(mode="json"))
        made = await accept(service, [order_of(asked, asked.uri, source)], Asked(token, key, digest))
    elif kind == "multipart/form-data":
        made = await _uploaded(request, service, token, key)
    else:
        raise MediaTypeRefused(
            f"Content-Type: {kind or 'none'}", "send application/json, or multipart/form-data with a video"
        )
    waited_s = seconds_to_wait(prefer, service.settings.service.wait_s)
    row = await _waited(service, made, token, waited_s)
    return _answer(row, waited_s)


def check_ready(service: Service) -> None:
    """Raise ``StillLoading`` while nothing could be scanned."""
    if service.crew.is_stopping.is_set():
        raise StillLoading("the service is about to end", "try again, another instance may answer")
    if not service.crew.has_been_ready:
        failure = service.crew.failure()
        told = f"no worker can start: {failure.message}" if failure else "the models are still loading"
        raise StillLoading(told, failure.hint if failure else "try again in a second")


async def accept(service: Service, orders: list[Order], asked: Asked, *, is_batch: bool = False) -> str:
    """Keep orders durably; the id of the scan or batch. Raises what ``JobQueue.accept`` does."""
    made, is_new = await _accepted(service, orders, asked, is_batch=is_batch)
    if is_new:
        service.bell.work()
    return made


async def _accepted(
    service: Service, orders: list[Order], asked: Asked, *, is_batch: bool = False
) -> tuple[str, bool]:
    return await to_thread.run_sync(
        partial(service.jobs.accept, orders, asked, is_batch=is_batch), limiter=_ACCEPTING
    )


async def _uploaded(request: Request, service: Service, token: Token, key: str | None) -> str:
    async with form_body(request, ("video",)) as form:
        upload = form.get("video")
        if upload is None or isinstance(upload, str):
            raise RequestInvalid("video: it is required", "send the file in a form field of this name")
        facts = form_facts(form, ScanFacts)
        source, sha256 = await service.uploads.keep(upload)
        name = file_name(upload)
        asked = Asked(token, key, digest_of("upload", facts.model_dump(mode="json"), name, sha256))
        try:
            order = order_of(facts, name, source)
            made, is_new = await _accepted(service, [order], asked)
        except BaseException:
            service.uploads.forget(source)
            raise
        if not is_new:
            service.uploads.forget(source)
    service.bell.work()
    return made


async def _waited(service: Service, made: str, token: Token, within_s: float) -> dict[str, Any]:
    row = await run_in_threadpool(service.listing.one, made, token)
    while within_s > 0 and row["state"] not in ENDED and not service.crew.is_stopping.is_set():
        await service.bell.wait_ended(made, min(_POLL_S, within_s))
        within_s -= _POLL_S
        row = await run_in_threadpool(service.listing.one, made, token)
    return dict(row)


def _answer(row: dict[str, Any], waited_s: float) -> Response:
    headers = {"Preference-Applied": f"wait={waited_s:g}"} if waited_s else {}
    if row["state"] in ENDED:
        return JSONResponse(scan_view(row), headers=headers)
    headers |= {"Location": f"/v1/scans/{row['id']}", "Retry-After": _RETRY_AFTER}
    return JSONResponse(scan_view(row), 202, headers)


@router.get(
    "/scans/{scan_id:name}",
    summary="Look up a scan",
    responses={200: {"model": ScanView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def look_up(service: The, token: Seeing, scan_id: Id, lang: Language = "en") -> Response:
    """Where the scan stands, and its result once it has ended."""

    def found() -> dict[str, Any]:
        return scan_view(service.listing.one(scan_id, token), lang)

    return JSONResponse(await run_in_threadpool(found))


@router.get(
    "/scans",
    summary="List scans",
    responses={200: {"model": ScanPage}, **problems(401, 403, 422, 429, 503)},
)
async def page(
    service: The,
    token: Seeing,
    wanted: Annotated[ScanFilter, Query()],
) -> Response:
    """Scans, newest first: one's own, or all for a reviewer."""

    def found() -> dict[str, Any]:
        asked = Wanted(wanted.state, wanted.outcome, wanted.rule, wanted.platform, wanted.data_id)
        shown = service.listing.page(asked, token, wanted.cursor, wanted.limit)
        return {"scans": [scan_view(row, wanted.lang) for row in shown.rows], "cursor": shown.cursor}

    return JSONResponse(await run_in_threadpool(found))


@router.post(
    "/scans/{scan_id:name}:cancel",
    summary="Cancel a scan",
    responses={200: {"model": ScanView}, **problems(401, 403, 404, 409, 422, 429, 503)},
)
async def cancel(service: The, token: Scanning, scan_id: Id) -> Response:
    """End a scan without a verdict. One that is under way is stopped within seconds."""

    def cancelled() -> dict[str, Any]:
        row = service.listing.one(scan_id, token)
        service.jobs.cancel(scan_id)
        service.uploads.forget_text(row["source"])
        return scan_view(service.listing.one(scan_id, token))

    view = await run_in_threadpool(cancelled)
    service.bell.ended(scan_id)
    return JSONResponse(view)


@router.post(
    "/scans/{scan_id:name}:rejudge",
    summary="Judge again",
    responses={200: {"model": RejudgeView}, **problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)},
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": RejudgeRequest.model_json_schema()}}}
    },
)
async def judge_again(
    request: Request, service: The, token: Reviewing, scan_id: Id, lang: Language = "en"
) -> Response:
    """The law of another day, or another policy, over what was seen. No video is opened, nothing is kept."""
    asked = await json_body(request, RejudgeRequest)
    return JSONResponse(await run_in_threadpool(_judged_again, service, token, (scan_id, asked, lang)))


def _judged_again(service: Service, token: Token, wanted: tuple[str, RejudgeRequest, Lang]) -> dict[str, Any]:
    scan_id, asked, lang = wanted
    row = service.listing.one(scan_id, token)
    stored = result_from_json(json.loads(row["result"])) if row["result"] else None
    if stored is None or isinstance(stored, ScanFailure):
        raise StateConflict("the scan has no opening to be judged", "only what was looked at can be")
    knobs = asked.model_dump(include={"policy", "fail_on"}, exclude_none=True)
    judging = service.settings.judge.model_copy(update=knobs)
    settings = service.settings.model_copy(update={"judge": judging})
    policy_of(settings, service.grounds.provisions)
    result = rejudge(stored, settings, asked.as_of or date.today(), service.grounds)
    return {"change": change(stored, result, lang), "result": suggested(result, lang)}
