"""Errors as ``application/problem+json`` (RFC 9457): the types and hints of the command line."""

import inspect
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from detector import errors
from detector.errors import DetectorError, RequestInvalid, ServiceBusy, StoreError, TokenInvalid
from detector.service.observability import REQUEST_ID, log_error, without_secrets

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:detector:error:"
"""Before the name of an error's class, which the reference explains."""

_UNASKED = "the database cannot be asked just now; the log of this request says why"
_OF_STATUS = {404: "NoSuchResource", 413: "UploadTooLarge", 415: "MediaTypeRefused"}


class WrongField(BaseModel):
    """One field of a request that cannot be taken."""

    field: str
    message: str


class Problem(BaseModel):
    """An error."""

    type: str = Field(description="urn:detector:error: and the error's name", examples=[TYPE + "UriRefused"])
    title: str = Field(description="what errors of this type are")
    status: int
    detail: str = Field(description="what happened")
    hint: str = Field(description="what can be done about it")
    request_id: str | None = Field(None, description="under which the log has this request")
    errors: list[WrongField] = Field([], description="the fields that are wrong, where fields are")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route may answer with, for its description."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}


def install(app: FastAPI) -> None:
    """Let every error of the application become a problem."""
    app.add_exception_handler(DetectorError, _of_error)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_bug)


def wrong_fields(error: ValidationError | RequestValidationError, within: str = "") -> RequestInvalid:
    """The error for a body or a query that does not fit; its ``args`` keep which fields do not."""
    fields = [
        (".".join([*filter(None, [within]), *_names(one["loc"])]) or "body", str(one["msg"]))
        for one in error.errors()
    ]
    invalid = RequestInvalid(
        "; ".join(f"{field}: {message}" for field, message in fields),
        "GET /openapi.json describes every field",
    )
    invalid.__notes__ = [f"{field}\n{message}" for field, message in fields]
    return invalid


def _names(place: tuple[int | str, ...]) -> list[str]:
    is_outer = bool(place) and place[0] in ("body", "query", "path", "header")
    return [str(part) for part in (place[1:] if is_outer else place)]


async def _of_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DetectorError)
    if error.http_status >= 500 and not isinstance(error, ServiceBusy):
        log_error("error", error)
    return response(error)


async def _of_validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return response(wrong_fields(error))


async def _of_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    name = _OF_STATUS.get(error.status_code, "RequestInvalid")
    kind: type[DetectorError] = getattr(errors, name)
    refusal = kind(str(error.detail), "GET /openapi.json describes every route")
    return response(refusal, error.status_code, error.headers)


async def _of_bug(_request: Request, error: Exception) -> JSONResponse:
    log_error("bug", error)
    return response(DetectorError("a bug in detector", "please report it with the log of this request"))


def response(
    error: DetectorError, status: int | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer to a request that ended in an error."""
    found = [note.partition("\n") for note in getattr(error, "__notes__", [])]
    problem = Problem(
        type=TYPE + type(error).__name__,
        title=(inspect.getdoc(type(error)) or "").partition("\n")[0],
        status=status or error.http_status,
        detail=_UNASKED if isinstance(error, StoreError) else without_secrets(error.message),
        hint=error.hint,
        request_id=REQUEST_ID.get(),
        errors=[WrongField(field=field, message=message) for field, _, message in found],
    )
    more = dict(headers or {})
    if isinstance(error, ServiceBusy):
        more["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, TokenInvalid):
        more["WWW-Authenticate"] = "Bearer"
    return JSONResponse(problem.model_dump(), problem.status, more, MEDIA_TYPE)
