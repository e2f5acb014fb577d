"""The desk's pictures: evidence, sampled frames, the opening to play."""

from contextlib import suppress
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from detector.errors import InputError, NoSuchResource
from detector.evidence import read_crop, read_frame
from detector.records import ScanFailure
from detector.review.access import Desk, SignedIn, The
from detector.review.case_view import result_of, texts_of
from detector.review.media.previews import ScannedVideo
from detector.review.pages import templates
from detector.review.pages.routes import Job

router = APIRouter()
Look = Literal["raw", "enhanced"]
At = Annotated[int, Path(ge=0, le=10**9)]
_KEPT = templates.HEADERS | {"Cache-Control": "private, max-age=3600"}


@router.get("/cases/{job}/pictures/{name}")
def picture(
    desk: The,
    session: SignedIn,  # noqa: ARG001  (who looks is checked)
    job: Job,
    name: Annotated[str, Path(pattern=r"^[0-9a-f]{32}\.(frame\.jpg|crop\.png)$")],
    look: Look = "raw",
) -> Response:
    """The frame with the text's box, or the text alone."""
    names = {text.evidence for text in texts_of(result_of(desk.job(job))) if text.evidence}
    frame = name.replace(".crop.png", ".frame.jpg")
    read = read_frame if name.endswith(".jpg") else read_crop
    content = read(desk.evidence, frame) if desk.evidence and frame in names else None
    if content is not None and look == "enhanced":
        digest, _, kind = name.partition(".")
        return _image(desk.film.enhanced(digest, kind, content))
    return _image(content, "image/jpeg" if name.endswith(".jpg") else "image/png")


@router.get("/cases/{job}/film")
def film(request: Request, desk: The, session: SignedIn, job: Job) -> Response:
    """The sampled frames of a case, made now unless they are there."""
    reel, frames = _reel(desk, job), list[int]()
    with suppress(InputError):  # then the page says that there are none
        frames = desk.film.frames(reel)
    return templates.page(
        request, "film.html", session=session, job=job, frames=frames, is_remote=reel.is_remote
    )


@router.get("/cases/{job}/film/{at_ms}.jpg")
def film_frame(
    desk: The,
    session: SignedIn,  # noqa: ARG001  (who looks is checked)
    job: Job,
    at_ms: At,
    look: Literal[Look, "small"] = "raw",
) -> Response:
    """One sampled frame."""
    digest = _reel(desk, job).digest
    content = desk.film.frame(digest, at_ms, is_small=look == "small")
    if content is not None and look == "enhanced":
        return _image(desk.film.enhanced(digest, str(at_ms), content))
    return _image(content)


@router.get("/cases/{job}/player")
def player(request: Request, desk: The, session: SignedIn, job: Job) -> Response:
    """The element that plays the opening, once there is something to play; or why there is nothing."""
    reel, refused = _reel(desk, job), None
    had = desk.film.instants(reel.digest)
    try:
        desk.film.opening(reel)
    except InputError as error:
        refused = error
    answer = templates.page(request, "player.html", session=session, job=job, refused=refused)
    if not had and desk.film.instants(reel.digest):
        answer.headers["HX-Trigger"] = "film"  # its frames were made too
    return answer


@router.get("/cases/{job}/opening.mp4")
def opening(desk: The, session: SignedIn, job: Job) -> Response:  # noqa: ARG001  (who looks is checked)
    """The opening as browsers play it, whole or a range of it. Raises ``InputError``."""
    return FileResponse(desk.film.opening(_reel(desk, job)), headers=_KEPT, media_type="video/mp4")


def _reel(desk: Desk, job: str) -> ScannedVideo:
    row = desk.job(job)
    result = result_of(row)
    if isinstance(result, ScanFailure):
        raise NoSuchResource("the video could not be read", "there are no frames of it")
    return ScannedVideo(row, result.opening)


def _image(content: bytes | None, kind: str = "image/jpeg") -> Response:
    if content is None:
        raise NoSuchResource("there is no such picture", "it was not kept")
    return Response(content, 200, _KEPT, kind)
