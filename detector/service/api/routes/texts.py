"""The parser, without any video."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.law.text.parser import parse
from detector.service.api.dependencies import ReadToken, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.request_models import TextRequest
from detector.service.api.response_models import TextView
from detector.service.api.routes.request_parsing import json_body
from detector.wire import text_to_json

router = APIRouter(prefix="/v1", tags=["texts"])


@router.post(
    "/texts:parse",
    summary="Parse a text",
    responses={200: {"model": TextView}, **problems(400, 401, 403, 413, 415, 422, 429, 503)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": TextRequest.model_json_schema()}},
        }
    },
)
async def parse_text(request: Request, service: ServiceDep, token: ReadToken) -> Response:  # noqa: ARG001  (authorizes)
    """The markers and near misses in a text."""
    body = await json_body(request, TextRequest)
    found = await run_in_threadpool(parse, body.text, service.judging.provisions)
    return JSONResponse({"texts": [text_to_json(text) for text in found]})
