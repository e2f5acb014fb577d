"""The pictures of a scan: the frame with the text's box, and the text alone."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from detector.errors import NoSuchResource
from detector.evidence import crop_name, read_crop, read_frame
from detector.service.api.problems import problems
from detector.service.api.response_models import Pictures
from detector.service.api.routes.requests import Id
from detector.service.auth.authorization import Seeing, Service, The
from detector.service.auth.tokens import Token

router = APIRouter(prefix="/v1", tags=["evidence"])
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{32}\.(frame\.jpg|crop\.png)$")]
_IMAGE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/scans/{scan_id:name}/evidence",
    summary="List the pictures of a scan",
    responses={200: {"model": Pictures}, **problems(401, 403, 404, 422, 429, 503)},
)
async def pictures(service: The, token: Seeing, scan_id: Id) -> Response:
    """Which pictures there are; by default only scans that do not pass have some."""
    found = await run_in_threadpool(lambda: list(_pictures(service, scan_id, token)))
    return JSONResponse({"pictures": [{name: one[name] for name in ("name", "kind", "of")} for one in found]})


@router.get(
    "/scans/{scan_id:name}/evidence/{name}",
    summary="One picture",
    responses={
        200: {"content": {"image/jpeg": _IMAGE, "image/png": _IMAGE}, "description": "the picture"},
        **problems(401, 403, 404, 422, 429, 503),
    },
    response_class=Response,
)
async def picture(service: The, token: Seeing, scan_id: Id, name: Name) -> Response:
    """A JPEG of the whole frame, or a PNG of the text alone."""

    def read() -> bytes | None:
        folder = service.crew.setup.evidence
        one = next((one for one in _pictures(service, scan_id, token) if one["name"] == name), None)
        if one is None or folder is None:
            return None
        return (read_frame if one["kind"] == "frame" else read_crop)(folder, one["frame"])

    content = await run_in_threadpool(read)
    if content is None:
        raise NoSuchResource(f"the scan has no picture {name!r}", "GET /v1/scans/{id}/evidence lists them")
    media_type = "image/jpeg" if name.endswith(".jpg") else "image/png"
    return Response(content, media_type=media_type, headers={"X-Content-Type-Options": "nosniff"})


def _pictures(service: Service, scan_id: str, token: Token) -> Iterator[dict[str, Any]]:
    row = service.listing.one(scan_id, token)
    result = json.loads(row["result"]) if row["result"] else {}
    for text in (*result.get("markers", ()), *result.get("near_misses", ())):
        frame = text["evidence"]
        if frame:
            yield {"name": frame, "kind": "frame", "of": text["printed"], "frame": frame}
            yield {"name": crop_name(frame), "kind": "crop", "of": text["printed"], "frame": frame}
