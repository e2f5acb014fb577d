"""The registry: lookups, and imports by administrators."""

import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from detector.errors import MediaTypeRefused, RegistryAbsent
from detector.registrar import ListFile, import_list, look_up, lookup_to_json, parse_period
from detector.registry.protocol import Registry
from detector.service.api.dependencies import AdminToken, ReadToken, Service, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.request_models import SingleLine
from detector.service.api.response_models import ImportView, LookupView
from detector.service.api.routes.request_parsing import (
    file_name,
    form_body,
    form_fields,
    form_file,
    media_type,
)

router = APIRouter(prefix="/v1", tags=["registry"])


class ImportForm(BaseModel):
    """Options of an import."""

    model_config = ConfigDict(extra="forbid")

    dated: date | None = Field(None, description="the date of the list; default: today")
    complete: SingleLine | None = Field(None, description="ISSUER:FIRST:LAST, comma-separated if several")
    skip_rejected: bool = Field(default=False, description="skip invalid rows instead of refusing the list")


_FORM = ImportForm.model_json_schema()
_FORM["properties"]["list"] = {"type": "string", "format": "binary"}


@router.get(
    "/registry/entries",
    summary="Look up a number or a title",
    responses={200: {"model": LookupView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def look_up_entries(
    service: ServiceDep,
    token: ReadToken,  # noqa: ARG001  (authorizes)
    q: Annotated[SingleLine, Query(description="a number in full form, or an approximate title")],
    as_of: date | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
) -> Response:
    """The entry of a number, or its neighbours if it is not listed; or the entries with similar titles."""

    def view() -> dict[str, Any]:
        found = look_up(_registry(service), q, as_of or date.today(), service.judging.provisions, limit)
        return {"asked": q, **lookup_to_json(q, found)}

    return _json_response(await run_in_threadpool(view))


@router.post(
    "/registry/imports",
    summary="Import a list",
    responses={200: {"model": ImportView}, **problems(400, 401, 403, 404, 413, 415, 422, 429, 503, 507)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": _FORM | {"required": ["list"]}}},
        }
    },
)
async def import_entries(
    request: Request,
    service: ServiceDep,
    token: AdminToken,
) -> Response:
    """Import a whole list or nothing: CSV, TSV, XLSX, XLS, ODS, HTML, JSON or JSON lines, by its name."""
    if media_type(request) != "multipart/form-data":
        raise MediaTypeRefused(
            "Content-Type: no form", "send multipart/form-data with a file in the field list"
        )
    async with form_body(request, "list") as form:
        upload, options = form_file(form, "list"), form_fields(form, ImportForm)
        return _json_response(await run_in_threadpool(_import, service, upload, options, token.name))


def _import(service: Service, upload: UploadFile, options: ImportForm, by: str) -> dict[str, Any]:
    provisions, day = service.judging.provisions, options.dated or date.today()
    texts = filter(None, (options.complete or "").split(","))
    periods = tuple(parse_period(text, provisions, day) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / file_name(upload)
        with file.open("wb") as copy:
            shutil.copyfileobj(upload.file, copy)
        list_file = ListFile(file, day, periods, None, options.skip_rejected, by=by)
        imported = import_list(_registry(service), list_file, provisions, lambda rows, _done: rows)
    return {**asdict(imported.result), **asdict(imported.findings)}


def _registry(service: Service) -> Registry:
    if service.registry is None:
        hint = "`detector registry import FILE` creates one; start the service with --registry"
        raise RegistryAbsent("the service has no registry", hint)
    return service.registry


def _json_response(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False, default=str), media_type="application/json")
