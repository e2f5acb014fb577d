"""Reading requests: JSON and form bodies, the idempotency key, and how long to wait for a result."""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from fastapi import Header, Path, Query, Request
from pydantic import BaseModel, ValidationError
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile

from detector.errors import MediaTypeRefused, RequestInvalid
from detector.i18n import Lang
from detector.records import Episode
from detector.service.api.problems import invalid_request
from detector.service.api.request_models import ScanFacts
from detector.service.jobs.job_queue import JobSpec
from detector.service.sources.fetch import Source

_Model = TypeVar("_Model", bound=BaseModel)


class _Name(StringConvertor):
    """A path parameter up to a colon, which separates it from a custom method such as ``:cancel``."""

    regex = "[^/:]+"


register_url_convertor("name", _Name())

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="the id from an earlier response")]
Language = Annotated[Lang, Query(description="language of messages")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,255}$",
        description="a key of your choice: a request repeated with its key is accepted only once",
    ),
]
Prefer = Annotated[
    str | None, Header(description="`wait=N`: respond when the scan has ended, after N seconds at the latest")
]
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])")
_OPTIONS = {"uri", "data_id", "lane", "as_of", "callback_url", "id"}
"""The fields of a request that are not facts of its episode."""

NDJSON = "application/x-ndjson"
"""The media type of one JSON object a line."""

_MAX_FILE_NAME = 255


async def json_body(request: Request, model: type[_Model]) -> _Model:
    """The body of a request as JSON. Raises ``MediaTypeRefused`` or ``RequestInvalid``."""
    kind = media_type(request)
    if kind != "application/json":
        raise MediaTypeRefused(f"Content-Type: {kind or 'none'}", "send application/json")
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid_request(error) from None


@asynccontextmanager
async def form_body(request: Request, file_field: str) -> AsyncIterator[FormData]:
    """The body of a request as a form; only ``file_field`` may be a file. Raises ``RequestInvalid``."""
    async with request.form(max_files=1, max_fields=64, max_part_size=1 << 16) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile) != (name == file_field):
                expected = "must be a file" if name == file_field else "must not be a file"
                raise RequestInvalid(f"{name}: {expected}", f"the field for the file is {file_field}")
        yield form


def form_file(form: FormData, file_field: str) -> UploadFile:
    """The file in a form. Raises ``RequestInvalid`` where there is none."""
    upload = form.get(file_field)
    if not isinstance(upload, UploadFile):
        raise RequestInvalid(f"{file_field}: it is required", "send the file in a form field of this name")
    return upload


def form_fields(form: FormData, model: type[_Model]) -> _Model:
    """The other fields of a form; an empty one counts as absent. Raises ``RequestInvalid``."""
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and value != "":
            if name in fields:
                raise RequestInvalid(f"{name}: it is given twice", "give every field once")
            fields[name] = value
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise invalid_request(error) from None


def media_type(request: Request) -> str:
    """The media type of the body, without parameters; empty if there is none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def file_name(upload: UploadFile) -> str:
    """The file name that the caller gave, without folders and unprintable characters."""
    name = PurePath((upload.filename or "").replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-_MAX_FILE_NAME:] or "upload"


def job_spec(facts: ScanFacts, video: str, source: Source) -> JobSpec:
    """The job of a request. Without ``as_of`` the law of today applies, whenever the scan runs."""
    if source.kind == "http":
        video = re.split("[?#]", video, maxsplit=1)[0]  # a signed query is a secret: only the source keeps it
    known = facts.model_dump(exclude=_OPTIONS, exclude_none=True)
    stem = PurePath(video).stem or video
    episode = replace(Episode(facts.id or stem, video), **known)
    day = (facts.as_of or date.today()).isoformat()
    return JobSpec(episode, source.to_text(), day, facts.lane, facts.data_id, facts.callback_url)


def request_digest(*parts: object) -> str:
    """The sha256 of a request's parts as JSON: equal for equal requests."""
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def seconds_to_wait(prefer: str | None, max_s: float) -> float:
    """The seconds of ``wait=N`` in a Prefer header, at most ``max_s``; 0 without it."""
    found = _WAIT.search(prefer or "")
    return min(float(found[1]), max_s) if found else 0.0
