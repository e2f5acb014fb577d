"""The pictures of a scan's evidence: frames, with the text's box if there is one, and crops of the text."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import NoSuchResource
from detector.evidence import kept_pictures, read_picture
from detector.service.api.dependencies import ReadToken, Service, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.response_models import Pictures
from detector.service.api.routes.request_parsing import Id
from detector.service.auth.tokens import Token
from detector.wire import result_from_json

router = APIRouter(prefix="/v1", tags=["evidence"])
PictureName = Annotated[str, Path(pattern=r"^[0-9a-f]{32}\.(frame\.jpg|crop\.png)$")]
_IMAGE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/scans/{scan_id:name}/evidence",
    summary="List the pictures of a scan",
    responses={200: {"model": Pictures}, **problems(401, 403, 404, 422, 429, 503)},
)
async def list_pictures(service: ServiceDep, token: ReadToken, scan_id: Id) -> Response:
    """The pictures of a scan; by default only scans that do not pass have any."""
    pictures = await run_in_threadpool(_pictures, service, scan_id, token)
    return JSONResponse({"pictures": pictures})


@router.get(
    "/scans/{scan_id:name}/evidence/{name}",
    summary="Get a picture",
    responses={
        200: {"content": {"image/jpeg": _IMAGE, "image/png": _IMAGE}, "description": "the picture"},
        **problems(401, 403, 404, 422, 429, 503),
    },
    response_class=Response,
)
async def get_picture(service: ServiceDep, token: ReadToken, scan_id: Id, name: PictureName) -> Response:
    """A JPEG of the whole frame, or a PNG of the text alone."""
    is_frame = name.endswith(".jpg")

    def read() -> bytes | None:
        folder = service.evidence_folder
        if folder is None or all(one["name"] != name for one in _pictures(service, scan_id, token)):
            return None
        return read_picture(folder, name)

    content = await run_in_threadpool(read)
    if content is None:
        raise NoSuchResource(f"the scan has no picture {name!r}", "GET /v1/scans/{id}/evidence lists them")
    media_type = "image/jpeg" if is_frame else "image/png"
    return Response(content, media_type=media_type, headers={"X-Content-Type-Options": "nosniff"})


def _pictures(service: Service, scan_id: str, token: Token) -> list[dict[str, Any]]:
    row = service.job_queries.get(scan_id, token)
    if not row["result"]:
        return []
    return [
        {"name": name, "kind": kind, "of": picture.of, "at_ms": picture.at_ms, "why": picture.why}
        for picture in kept_pictures(result_from_json(json.loads(row["result"])))
        for name, kind in ((picture.frame, "frame"), (picture.crop, "crop"))
        if name
    ]
