"""Errors as ``application/problem+json`` (RFC 9457), with the types and hints of the command line."""

import inspect
from collections.abc import Mapping
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from detector import errors
from detector.errors import DetectorError, RequestInvalid, ServiceBusy, StoreError, TokenInvalid
from detector.i18n import Lang
from detector.service.observability import REQUEST_ID, log_error, redact_secrets
from detector.translation import translated, translated_description

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:detector:error:"
"""Prefix of a problem's type; the name of the error's class follows."""

LANGUAGE: ContextVar[Lang] = ContextVar("language of problems", default="en")
"""The language that the current request accepts."""

DATABASE_UNAVAILABLE = "the database is not available; the log of this request says why"
RETRY_AFTER = "5"
"""The seconds of ``Retry-After`` where nothing tells when a part of the service will be there again."""

BUG = DetectorError("a bug in detector", "please report it with the log of this request")
_CALLER_BROKE_OFF = 499  # as nginx counts it
_BY_STATUS = {404: "NoSuchResource", 413: "UploadTooLarge", 415: "MediaTypeRefused"}


class WrongField(BaseModel):
    """An invalid field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """An error."""

    type: str = Field(description="urn:detector:error: and the error's name", examples=[TYPE + "UriRefused"])
    title: str = Field(description="what errors of this type are")
    status: int
    detail: str = Field(description="what happened")
    hint: str = Field(description="what can be done about it")
    request_id: str | None = Field(None, description="the id of this request in the log")
    errors: list[WrongField] = Field([], description="the invalid fields, if any")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for its OpenAPI description."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}


def install(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""
    app.add_exception_handler(DetectorError, _on_detector_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_bug)


def invalid_request(error: ValidationError | RequestValidationError) -> RequestInvalid:
    """The error for a body or query with invalid fields; each is a note, ``FIELD`` newline ``MESSAGE``."""
    fields = []
    for one in error.errors():
        path = [str(part) for part in one["loc"]]
        if path and path[0] in ("body", "query", "path", "header"):
            path = path[1:]
        fields.append((".".join(path) or "body", str(one["msg"])))
    invalid = RequestInvalid(
        "; ".join(f"{field}: {message}" for field, message in fields),
        "GET /openapi.json describes every field",
    )
    for field, message in fields:
        invalid.add_note(f"{field}\n{message}")
    return invalid


def response(
    error: DetectorError, status: int | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The response for an error; ``status`` replaces that of its class."""
    lang = LANGUAGE.get()
    fields = [note.partition("\n") for note in getattr(error, "__notes__", [])]
    detail = DATABASE_UNAVAILABLE if isinstance(error, StoreError) else redact_secrets(error.message)
    wrong = [WrongField(field=field, message=translated(message, lang)) for field, _, message in fields]
    problem = Problem(
        type=TYPE + type(error).__name__,
        title=translated_description((inspect.getdoc(type(error)) or "").partition("\n")[0], lang),
        status=status or error.http_status,
        detail=_told_of(wrong) if wrong and lang == "zh" else translated(detail, lang),
        hint=translated(error.hint, lang),
        request_id=REQUEST_ID.get(),
        errors=wrong,
    )
    all_headers = {"Content-Language": lang, "Vary": "Accept-Language", **(headers or {})}
    if isinstance(error, ServiceBusy):
        all_headers["Retry-After"] = str(error.retry_after_s)
    elif problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        all_headers["Retry-After"] = RETRY_AFTER
    if isinstance(error, TokenInvalid):
        all_headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(problem.model_dump(), problem.status, all_headers, MEDIA_TYPE)


async def _on_detector_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DetectorError)
    if error.http_status >= 500 and not isinstance(error, ServiceBusy):
        log_error("error", error)
    return response(error)


def _told_of(wrong: list[WrongField]) -> str:
    """All wrong fields in Chinese: their joint English is no sentence of the catalogue."""
    return "；".join(f"{one.field}：{one.message}" for one in wrong)


async def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return response(invalid_request(error))


async def _on_http_exception(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    name = _BY_STATUS.get(error.status_code, "RequestInvalid")
    kind: type[DetectorError] = getattr(errors, name)
    refusal = kind(str(error.detail), "GET /openapi.json describes every route")
    return response(refusal, error.status_code, error.headers)


async def _on_disconnect(_request: Request, _error: Exception) -> Response:
    """Nobody hears the answer; its status tells the log that the caller broke off."""
    return Response(status_code=_CALLER_BROKE_OFF)


async def _on_bug(_request: Request, error: Exception) -> JSONResponse:
    log_error("bug", error)
    return response(BUG)
