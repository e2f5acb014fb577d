"""The parser alone."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.law.text.parser import parse
from detector.service.api.problems import problems
from detector.service.api.request_models import TextRequest
from detector.service.api.response_models import TextView
from detector.service.api.routes.requests import json_body
from detector.service.auth.authorization import Seeing, The
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
async def parse_text(request: Request, service: The, token: Seeing) -> Response:  # noqa: ARG001  (who calls is checked)
    """The markers and near misses in a text, without any video."""
    asked = await json_body(request, TextRequest)
    found = await run_in_threadpool(parse, asked.text, service.grounds.provisions)
    return JSONResponse({"texts": [text_to_json(text) for text in found]})
