"""The registry: looked up by those who scan, filled by administrators."""

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

from detector.errors import MediaTypeRefused, RegistryAbsent, RequestInvalid
from detector.registrar import ListFile, import_list, look_up, lookup_to_json, parse_period
from detector.registry.protocol import Registry
from detector.service.api.problems import problems
from detector.service.api.request_models import Line
from detector.service.api.response_models import ImportView, LookupView
from detector.service.api.routes.requests import file_name, form_body, form_facts, media_type
from detector.service.auth.authorization import Governing, Seeing, Service, The

router = APIRouter(prefix="/v1", tags=["registry"])
_IMPORT_FIRST = "`detector registry import FILE` makes one; start the service with --registry"


class ImportForm(BaseModel):
    """A list, and what is to be known of it."""

    model_config = ConfigDict(extra="forbid")

    dated: date | None = Field(None, description="the day on which it is true; default: today")
    complete: Line | None = Field(None, description="ISSUER:FIRST:LAST, several with commas between them")
    skip_rejected: bool = Field(default=False, description="leave out rows that cannot be taken")


_FORM = ImportForm.model_json_schema()
_FORM["properties"]["list"] = {"type": "string", "format": "binary"}


@router.get(
    "/registry/entries",
    summary="Look up a number or a title",
    responses={200: {"model": LookupView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def entries(
    service: The,
    token: Seeing,  # noqa: ARG001  (who calls is checked)
    q: Annotated[Line, Query(description="a number in full form, or nearly a title")],
    as_of: date | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
) -> Response:
    """The entry of a number, with its neighbours where there is none; or the titles most like a text."""

    def found() -> dict[str, Any]:
        law = service.grounds.provisions
        answer = look_up(_registry(service), q, as_of or date.today(), law, limit)
        return {"asked": q, **lookup_to_json(q, answer)}

    return _plain(await run_in_threadpool(found))


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
async def import_(request: Request, service: The, token: Governing) -> Response:  # noqa: ARG001  (who calls is checked)
    """Import a list, all of it or nothing: CSV, TSV, XLSX, XLS, HTML or JSON lines, by its file name."""
    if media_type(request) != "multipart/form-data":
        raise MediaTypeRefused(
            "Content-Type: no form", "send multipart/form-data with a file in the field list"
        )
    async with form_body(request, ("list",)) as form:
        upload = form.get("list")
        if upload is None or isinstance(upload, str):
            raise RequestInvalid("list: it is required", "send the file in a form field of this name")
        facts = form_facts(form, ImportForm)
        return _plain(await run_in_threadpool(_imported, service, upload, facts))


def _imported(service: Service, upload: UploadFile, facts: ImportForm) -> dict[str, Any]:
    law, day = service.grounds.provisions, facts.dated or date.today()
    periods = tuple(parse_period(text, law, day) for text in filter(None, (facts.complete or "").split(",")))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / file_name(upload)
        with file.open("wb") as out:
            shutil.copyfileobj(upload.file, out)
        source = ListFile(file, day, periods, None, facts.skip_rejected)
        result, ignored = import_list(_registry(service), source, law, lambda rows, _done: rows)
    return {**asdict(result), "ignored": ignored}


def _registry(service: Service) -> Registry:
    if service.registry is None:
        raise RegistryAbsent("the service has no registry", _IMPORT_FIRST)
    return service.registry


def _plain(found: dict[str, Any]) -> Response:
    return Response(json.dumps(found, ensure_ascii=False, default=str), media_type="application/json")
