"""Videos uploaded at the desk: the service scans them like any other upload, for reviewers who may scan."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from detector.errors import ScopeMissing
from detector.review.pages import templates
from detector.review.pages.case_routes import JobId
from detector.review.pages.dependencies import CurrentSession, check_same_origin, uploading_token
from detector.service.api.dependencies import ServiceDep, count_request
from detector.service.api.routes.request_parsing import form_body
from detector.service.api.routes.scans import check_ready, enqueue_upload
from detector.service.auth.tokens import Token
from detector.service.storage.schema import ENDED

router = APIRouter(prefix="/uploads")
_CSRF = "csrf"


def _get_uploading_token(request: Request, session: CurrentSession) -> Token:
    token = uploading_token(request, session)
    if token is None:
        hint = "`detector serve token add NAME --scope scan --scope review` creates a token"
        raise ScopeMissing("the token lacks the scope scan", hint)
    return token


UploadingToken = Annotated[Token, Depends(_get_uploading_token)]
"""The token of a reviewer who may upload."""


@router.post("")
async def upload(
    request: Request, service: ServiceDep, session: CurrentSession, token: UploadingToken
) -> Response:
    """Take one video; the line of the page that stands for its scan from then on.

    Who sends it is checked before its body is read, and the CSRF token before the video is kept.
    """
    check_same_origin(request)
    count_request(service, token)
    check_ready(service)
    async with form_body(request, "video") as form:
        session.check_csrf(str(form.get(_CSRF, "")))
        sent = FormData([(name, value) for name, value in form.multi_items() if name != _CSRF])
        job = await enqueue_upload(service, sent, token)
    row = await run_in_threadpool(service.job_queries.get, job, token)
    return _line(request, row, 202)


@router.get("/{job}")
def scan_of_upload(request: Request, service: ServiceDep, token: UploadingToken, job: JobId) -> Response:
    """The line of an upload whose scan has ended; nothing (204) before."""
    row = service.job_queries.get(job, token)
    if row["state"] not in ENDED:
        return Response(status_code=204, headers=templates.HEADERS)
    return _line(request, row)


def _line(request: Request, row: Mapping[str, Any], status: int = 200) -> Response:
    video = json.loads(row["episode"])["video"]
    return templates.page(request, "upload.html", status, row=row, video=video, is_over=row["state"] in ENDED)
