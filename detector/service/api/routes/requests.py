"""What several routes read from a request: JSON or a form, the idempotency key, how long to wait."""

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
from detector.service.api.problems import wrong_fields
from detector.service.api.request_models import ScanFacts
from detector.service.jobs.job_queue import Order
from detector.service.sources.fetch import Source

_Body = TypeVar("_Body", bound=BaseModel)


class _Name(StringConvertor):
    """A part of a path up to a colon, after which stands what is to be done."""

    regex = "[^/:]+"


register_url_convertor("name", _Name())

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="as it was answered")]
Language = Annotated[Lang, Query(description="language of messages")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,255}$",
        description="a key of yours: the same request with the same key is accepted once",
    ),
]
Prefer = Annotated[
    str | None, Header(description="`wait=N`: answer when the scan has ended, in N seconds at the latest")
]
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])")
_NOT_FACTS = ("uri", "data_id", "lane", "as_of", "id")
_LONGEST_NAME = 255


async def json_body(request: Request, shape: type[_Body]) -> _Body:
    """The body of a request as JSON. Raises ``MediaTypeRefused`` or ``RequestInvalid``."""
    kind = media_type(request)
    if kind != "application/json":
        raise MediaTypeRefused(f"Content-Type: {kind or 'none'}", "send application/json")
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        raise wrong_fields(error) from None


@asynccontextmanager
async def form_body(request: Request, files: tuple[str, ...]) -> AsyncIterator[FormData]:
    """The body of a request as a form with files of these names. Raises ``RequestInvalid``."""
    async with request.form(max_files=len(files), max_fields=64, max_part_size=1 << 16) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile) != (name in files):
                raise RequestInvalid(
                    f"{name}: {'a file' if name in files else 'no file'} is expected here",
                    f"the fields for files are {', '.join(files)}",
                )
        yield form


def form_facts(form: FormData, shape: type[_Body]) -> _Body:
    """The fields of a form that are no files; an empty one counts as not given. Raises ``RequestInvalid``."""
    told: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and value != "":
            if name in told:
                raise RequestInvalid(f"{name}: it is given twice", "give every field once")
            told[name] = value
    try:
        return shape.model_validate(told)
    except ValidationError as error:
        raise wrong_fields(error) from None


def media_type(request: Request) -> str:
    """What the body is said to be, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def file_name(upload: UploadFile) -> str:
    """The name that a caller gave to a file, without folders and without what no name has."""
    name = PurePath((upload.filename or "").replace("\\", "/")).name
    told = "".join(sign for sign in name if sign.isprintable())[-_LONGEST_NAME:]
    return told or "upload"


def order_of(facts: ScanFacts, video: str, source: Source) -> Order:
    """What is to be scanned. Without a day the law of today applies, whenever the scan is done."""
    known = facts.model_dump(exclude=set(_NOT_FACTS), exclude_none=True)
    stem = PurePath(video.partition("?")[0]).stem or video
    episode = replace(Episode(facts.id or stem, video), **known)
    day = (facts.as_of or date.today()).isoformat()
    return Order(episode, source.to_text(), day, facts.lane, facts.data_id)


def digest_of(*parts: object) -> str:
    """What tells one request from another: the sha256 of its parts as JSON."""
    told = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def seconds_to_wait(prefer: str | None, longest_s: float) -> float:
    """How long a caller would wait, at most ``longest_s``; 0 if not at all."""
    found = _WAIT.search(prefer or "")
    return min(float(found[1]), longest_s) if found else 0.0
